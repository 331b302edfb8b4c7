"""The engine's own texts: what every record has, and what the engine refuses."""

from pathlib import Path
from typing import Final

from kontor_chassis.texts.catalogue import add_folder

FOLDER: Final = Path(__file__).parent

add_folder(FOLDER)
