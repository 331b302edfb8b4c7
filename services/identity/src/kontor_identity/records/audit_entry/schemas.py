"""What is said of the audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class AuditQuery(BaseModel):
    """Which stretch of the log is asked for: the newest entries, or those before a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: int | None = Field(default=None, ge=1)
    limit: int = Field(default=50, ge=1, le=200)


class AuditEntry(BaseModel):
    """One thing that was done. `digest` covers it and the digest of the entry before."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: UUID
    detail: dict[str, Any]
    digest: str


class AuditPage(BaseModel):
    """A page of the log; `next` is the number before which the next page begins."""

    items: list[AuditEntry]
    next: int | None


class AuditVerdict(BaseModel):
    """Whether the log is as it was written; `broken_at` is the first entry that is not."""

    is_whole: bool
    entries: int
    digest: str
    broken_at: int | None
