"""Pictures as data, one schema for all, and drawn with matplotlib (extra `plots`).

    concentrations     what was simulated of one patient, with its band
    effects            acute effects of one patient, a panel each
    compare            regimens on one axis, the doses of each below
    predictive_check   a model's patients against published concentrations
    mood               the latent state that lifts mood, in days
    drawn_times        minutes for a picture: dense after each dose, so that no peak is missed
    draw               any of them into a PNG, SVG or PDF

All but the last two give a `Picture`; its `plain()` is what a screen draws from.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from morrow.pharmacology.pictures.checking import curve_designs, predictive_check
    from morrow.pharmacology.pictures.comparing import compare
    from morrow.pharmacology.pictures.drawing import draw
    from morrow.pharmacology.pictures.grid import drawn_times
    from morrow.pharmacology.pictures.lifting import HalfLives, mood
    from morrow.pharmacology.pictures.picture import Picture
    from morrow.pharmacology.pictures.simulated import concentrations, effects

_HOMES = {
    "HalfLives": "morrow.pharmacology.pictures.lifting",
    "Picture": "morrow.pharmacology.pictures.picture",
    "compare": "morrow.pharmacology.pictures.comparing",
    "concentrations": "morrow.pharmacology.pictures.simulated",
    "effects": "morrow.pharmacology.pictures.simulated",
    "curve_designs": "morrow.pharmacology.pictures.checking",
    "draw": "morrow.pharmacology.pictures.drawing",
    "drawn_times": "morrow.pharmacology.pictures.grid",
    "mood": "morrow.pharmacology.pictures.lifting",
    "predictive_check": "morrow.pharmacology.pictures.checking",
}

__all__ = [
    "HalfLives",
    "Picture",
    "compare",
    "concentrations",
    "curve_designs",
    "draw",
    "drawn_times",
    "effects",
    "mood",
    "predictive_check",
]


def __getattr__(name: str) -> Any:
    """What is asked for, from its own module."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
