"""Users, as far as automation needs them: who can be given something, and the mail address."""

from kontor_chassis.consume.mirror import Mirror
from kontor_schemas.identity.user import User

USER = Mirror(state=User, table="user_mirror", columns=("status", "email"))
