"""HTTP for the tenant one is in."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import given
from kontor_identity.records.tenant import commands, queries
from kontor_identity.records.tenant.schemas import TenantChange
from kontor_schemas.identity.tenant import Tenant

router = make_router(tags=["tenants"])


@router.get("/tenants/{tenant_id}", summary="Get one's tenant", response_model=Tenant)
async def get_tenant(ctx: Reads, tenant_id: UUID) -> Response:
    return answers.json_answer(*await queries.tenant_json(ctx, tenant_id))


@router.patch(
    "/tenants/{tenant_id}",
    summary="Change one's tenant",
    response_model=Tenant,
)
async def change_tenant(ctx: Writes, _: Certain, tenant_id: UUID, body: TenantChange) -> Response:
    return answers.state_answer(await commands.change_tenant(ctx, tenant_id, given(body)))
