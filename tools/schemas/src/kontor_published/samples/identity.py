"""Examples of what identity publishes."""

from datetime import timedelta

from kontor_published.samples.ids import (
    ANNA,
    BEN,
    BY_ANNA,
    CREATED_AT,
    TENANT,
    UPDATED_AT,
    sample_id,
)
from kontor_published.samples.sample import Sample
from kontor_schemas.identifiers import PLATFORM
from kontor_schemas.identity.api_key import ApiKeyIssued, ApiKeyRevoked
from kontor_schemas.identity.grant import GrantChanged
from kontor_schemas.identity.group import Group
from kontor_schemas.identity.session import SessionHeartbeat, SessionRevoked
from kontor_schemas.identity.tenant import Tenant, TenantReady
from kontor_schemas.identity.user import (
    User,
    UserCredentialsChanged,
    UserDeactivated,
    UserResumed,
    UserSuspended,
)

TENANT_STATE = Tenant(
    id=TENANT,
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by="service:identity",
    updated_at=UPDATED_AT,
    updated_by="service:identity",
    slug="demo",
    name="Demo GmbH",
    plan="standard",
    state="ready",
    locale="de",
    zone="Europe/Berlin",
    currency="EUR",
)

USER = User(
    id=BEN,
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    email="ben@demo.example",
    display_name="Ben Adler",
    locale="en",
    zone="Europe/Vienna",
    status="suspended",
    is_administrator=True,
)

GROUP = Group(
    id=sample_id("group sales dach"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Sales DACH",
    description="Germany, Austria, Switzerland",
    members=[ANNA, BEN],
)

_KEY = sample_id("api key import")

SAMPLES = {
    "identity.tenant": Sample(
        state=TENANT_STATE, before={"state": "seeding"}, facts=(TenantReady(state=TENANT_STATE),)
    ),
    "identity.user": Sample(
        state=USER,
        before={"status": "active"},
        facts=(
            UserSuspended(state=USER, reason="On leave"),
            UserResumed(state=USER.model_copy(update={"status": "active"})),
            UserDeactivated(
                state=USER.model_copy(update={"status": "deactivated"}), reason="Left the company"
            ),
            UserCredentialsChanged(state=USER.model_copy(update={"status": "active"})),
        ),
    ),
    "identity.group": Sample(state=GROUP, before={"members": [ANNA]}),
    "identity.grant": Sample(
        facts=(
            GrantChanged(
                id=BEN, version=4, status="active", is_administrator=False, groups=[GROUP.id]
            ),
        )
    ),
    "identity.session": Sample(
        facts=(
            SessionRevoked(
                id=sample_id("session of ben"), what="session", user=BEN, revoked_at=UPDATED_AT
            ),
            SessionHeartbeat(id=PLATFORM, interval_s=5),
        )
    ),
    "identity.api_key": Sample(
        facts=(
            ApiKeyIssued(
                id=_KEY,
                version=1,
                user=ANNA,
                name="Nightly import",
                scopes=["read", "write"],
                expires_at=CREATED_AT + timedelta(days=365),
            ),
            ApiKeyRevoked(id=_KEY, version=2, user=ANNA),
        )
    ),
}
