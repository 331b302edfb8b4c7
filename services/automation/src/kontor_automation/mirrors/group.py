"""Groups, as far as automation needs them: who is in them."""

from kontor_chassis.consume.mirror import Mirror
from kontor_schemas.identity.group import Group

GROUP = Mirror(state=Group, table="group_mirror", columns=("members",))
