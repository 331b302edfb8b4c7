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
from kontor_schemas.condition import Leaf
from kontor_schemas.identifiers import PLATFORM
from kontor_schemas.identity.api_key import ApiKeyIssued, ApiKeyRevoked
from kontor_schemas.identity.grant import GrantChanged, UserGrant
from kontor_schemas.identity.group import (
    Group,
    GroupMemberAdded,
    GroupMemberRemoved,
    GroupMembershipChanged,
)
from kontor_schemas.identity.module_default import ModuleDefault, ModuleDefaultChanged
from kontor_schemas.identity.profile import Profile, ProfileAssigned, ProfileUnassigned
from kontor_schemas.identity.role import Role, RoleMoved
from kontor_schemas.identity.session import SessionHeartbeat, SessionRevoked
from kontor_schemas.identity.sharing_rule import (
    SharingRule,
    SharingRuleActivated,
    SharingRuleDeactivated,
)
from kontor_schemas.identity.tenant import Tenant, TenantReady
from kontor_schemas.identity.user import (
    User,
    UserCredentialsChanged,
    UserDeactivated,
    UserProfilesChanged,
    UserResumed,
    UserRoleChanged,
    UserSuspended,
)
from kontor_schemas.rights import FieldRight, Limit, ModuleRight, Party, Permissions

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
    role=sample_id("role sales south"),
    profiles=[sample_id("profile sales")],
    manager=ANNA,
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
    member_roles=[sample_id("role sales south")],
    member_roles_below=[sample_id("role support")],
    member_groups=[sample_id("group sales austria")],
    manager=ANNA,
    email="dach@demo.example",
)

_TOP = sample_id("role management")

ROLE = Role(
    id=sample_id("role sales south"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Sales South",
    description="Bavaria and Austria",
    parent=_TOP,
    profiles=[sample_id("profile sales")],
)

PROFILE = Profile(
    id=sample_id("profile sales"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Sales",
    description="Everybody who sells",
    permissions=Permissions(
        actions=["read"],
        tools=["print", "api"],
        denied_tools=["export_all"],
        modules=[
            ModuleRight(
                record="contacts.lead",
                actions=["read", "create", "update"],
                denied_actions=["delete"],
                tools=["import", "export"],
                denied_tools=["bulk"],
                fields=[FieldRight(field="budget", level="masked", is_limit=True)],
            )
        ],
        is_strict=True,
        flags=["beta"],
        limits=[Limit(name="export_rows", most=10_000)],
    ),
    is_for_all=True,
)

RULE = SharingRule(
    id=sample_id("rule won leads"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    name="Qualified leads to finance",
    description="Finance prepares the contracts",
    record="contacts.lead",
    source=Party(kind="role_below", id=ROLE.id),
    target=Party(kind="group", id=sample_id("group finance")),
    level="read",
    condition=Leaf(field="stage", op="eq", value="working"),
    until=UPDATED_AT + timedelta(days=90),
    is_active=True,
)

DEFAULT = ModuleDefault(
    id=sample_id("default of leads"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    record="contacts.lead",
    openness="read",
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
            UserRoleChanged(state=USER, previous_role=_TOP),
            UserProfilesChanged(state=USER, previous_profiles=[]),
        ),
    ),
    "identity.group": Sample(
        state=GROUP,
        before={"members": [ANNA]},
        facts=(
            GroupMemberAdded(state=GROUP, member=Party(kind="user", id=BEN)),
            GroupMemberRemoved(state=GROUP, member=Party(kind="role", id=_TOP)),
            GroupMembershipChanged(id=GROUP.id, version=2, added=[BEN], removed=[ANNA]),
        ),
    ),
    "identity.role": Sample(
        state=ROLE,
        before={"name": "Sales south"},
        facts=(RoleMoved(state=ROLE, previous_parent=sample_id("role support")),),
    ),
    "identity.profile": Sample(
        state=PROFILE,
        before={"description": None},
        facts=(
            ProfileAssigned(state=PROFILE, users=[BEN], roles=[ROLE.id]),
            ProfileUnassigned(state=PROFILE, users=[ANNA], roles=[_TOP]),
        ),
    ),
    "identity.sharing_rule": Sample(
        state=RULE,
        before={"is_active": False},
        facts=(
            SharingRuleActivated(state=RULE),
            SharingRuleDeactivated(state=RULE.model_copy(update={"is_active": False})),
        ),
    ),
    "identity.module_default": Sample(
        state=DEFAULT,
        before={"openness": "private"},
        facts=(ModuleDefaultChanged(state=DEFAULT, previous="private"),),
    ),
    "identity.grant": Sample(
        facts=(
            GrantChanged(
                id=BEN,
                version=4,
                what="user",
                user=UserGrant(
                    status="active",
                    is_administrator=False,
                    role=ROLE.id,
                    profiles=[PROFILE.id],
                    manager=ANNA,
                ),
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
