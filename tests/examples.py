"""How many examples a property is tried on.

`MORROW_TEST_PROFILE` chooses the profile (`conftest.py`): `ci`, or `long`, which script/long takes
and which tries twenty times as many.
"""

from typing import Final

from hypothesis import settings

PROFILES: Final = {"ci": 100, "long": 2_000}


def load(name: str) -> None:
    """Let properties be tried as often as this profile says; the clock fails none of them."""
    if name not in PROFILES:
        raise ValueError(f"MORROW_TEST_PROFILE is {name!r}; there are {', '.join(PROFILES)}")
    settings.register_profile(name, max_examples=PROFILES[name], deadline=None)
    settings.load_profile(name)


def times(factor: float) -> int:
    """So many times the examples of the profile."""
    return round(settings().max_examples * factor)
