"""What users and groups are called: mirrors by which every list of a service names owners."""

from typing import Final

from kontor_chassis.consume.mirror import Mirror
from kontor_schemas.identity.group import Group
from kontor_schemas.identity.user import User

USER_NAMES: Final = Mirror(state=User, table="user_name", columns=("display_name",))
GROUP_NAMES: Final = Mirror(state=Group, table="group_name", columns=("name",))

NAME_MIRRORS: Final = (USER_NAMES, GROUP_NAMES)
"""The subscriptions; a service lists them beside the mirror of grants."""
