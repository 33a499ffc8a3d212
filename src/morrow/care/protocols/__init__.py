"""Versioned treatment protocols, as data.  `ALL` is the library; a clinic signs its own version."""

from morrow.care.protocols.im_ketamine import IM_KETAMINE
from morrow.care.protocols.iv_ketamine import IV_KETAMINE
from morrow.care.protocols.nasal_esketamine import NASAL_ESKETAMINE
from morrow.care.protocols.schema import Protocol, StandingEntry

ALL: tuple[Protocol, ...] = (IV_KETAMINE, IM_KETAMINE, NASAL_ESKETAMINE)

__all__ = ["ALL", "Protocol", "StandingEntry", "protocol"]


def protocol(key: str) -> Protocol:
    """The library's protocol of that key; KeyError names what there is."""
    for found in ALL:
        if found.key == key:
            return found
    raise KeyError(f"unknown protocol {key!r}; the library has {', '.join(p.key for p in ALL)}")
