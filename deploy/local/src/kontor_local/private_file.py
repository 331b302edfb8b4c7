"""Files for one pair of eyes: written whole, never readable by others, not even for a moment."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step by one that only its owner can read."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
