"""The pictures that commands draw, where matplotlib is installed."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from morrow import pharmacology
from morrow.commands.files import leave, needed, written
from morrow.evidence import Refusal

if TYPE_CHECKING:
    from morrow.pharmacology import AcuteEffects, Band, Trace
    from morrow.pharmacology.pictures import Picture

PATIENTS = 200
SEED = 1


def simulated(found: "Trace | AcuteEffects") -> "Picture":
    """A trace, with the band between patients where one is published; or acute effects."""
    pictures = import_module("morrow.pharmacology.pictures")
    picture: Picture = (
        pictures.effects(found)
        if isinstance(found, pharmacology.AcuteEffects)
        else pictures.concentrations(_with_band(found))
    )
    return picture


def draw_picture(picture: "Picture", path: Path) -> None:
    """Leave with 2 where matplotlib is missing or the file cannot be."""
    needed("--plot", "matplotlib", "plots")
    drawing = import_module("morrow.pharmacology.pictures.drawing")
    try:
        with written("--plot", path):
            drawing.draw(picture, path)
    except ValueError as error:
        leave(f"--plot: {error}")


def _with_band(trace: "Trace") -> "Trace | Band":
    """The trace with its band; the trace alone where no variation is published."""
    band = pharmacology.simulate_band(
        trace.model, trace.patient, trace.regimen, trace.time_min, patients=PATIENTS, seed=SEED
    )
    if isinstance(band, Refusal):
        typer.echo(f"{band.rule}: {band.reason}", err=True)
        return trace
    return band
