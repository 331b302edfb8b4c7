"""HTTP for operators, below `/internal`: further tenants."""

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.actor import Principal
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.http.answers import JSON
from kontor_chassis.http.open_edge import open_router
from kontor_identity.processes.bootstrap import commands
from kontor_identity.processes.bootstrap.schemas import NewTenant
from kontor_identity.settings import BootstrapSettings
from kontor_schemas import wire

router = open_router(tags=["bootstrap"])

OPERATOR = "operator"
"""Who operates the installation; has a credential as each service has, and no tenant."""


@router.post("/tenants")
async def create_tenant(request: Request, body: NewTenant) -> Response:
    principal: Principal = request.state.principal
    if str(principal.subject) != f"service:{OPERATOR}":
        raise ActionForbidden
    wanted = BootstrapSettings(
        tenant=body.slug,
        tenant_name=body.name,
        admin_email=body.admin_email,
        admin_password=SecretStr(body.admin_password),
    )
    tenant = await commands.create_tenant(request.app.state.runtime, wanted, body.admin_password)
    return Response(wire.to_json(tenant), 201, media_type=JSON)
