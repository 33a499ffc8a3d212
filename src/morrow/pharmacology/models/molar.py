"""Molar masses in g/mol, of the free bases (`MOLAR_MASSES`)."""

from typing import Final

KETAMINE: Final = 237.73
NORKETAMINE: Final = 223.70
HYDROXYNORKETAMINE: Final = 239.70
