"""What the net around a person may be asked for."""

from pydantic import BaseModel, ConfigDict, Field


class NetworkQuery(BaseModel):
    """How far to look."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    depth: int = Field(default=2, ge=1, le=2)
