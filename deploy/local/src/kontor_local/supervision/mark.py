"""The mark every process of a stack carries, so that each can be found whatever was killed."""

from kontor_local.layout import Folders
from kontor_local.settings import inherited_environment

MARK = "KONTOR_STACK"


def marked_environment(folders: Folders) -> dict[str, str]:
    """Return the environment of a process of this stack: what is inherited, and the mark."""
    return {**inherited_environment(), MARK: str(folders.state)}
