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
    from morrow.pharmacology.linear import Array
    from morrow.pharmacology.pictures import Picture

PATIENTS = 200
SEED = 1


def simulated(found: "Trace | AcuteEffects") -> "Picture":
    """A trace, with the band between patients where one is published; or acute effects.

    From the first to the last time asked, at times of the picture's own.
    """
    pictures = import_module("morrow.pharmacology.pictures")
    if isinstance(found, pharmacology.AcuteEffects):
        trace = found.trace
        drawn = pharmacology.acute_effects(trace.model, trace.patient, trace.regimen, _times(trace))
        assert not isinstance(drawn, Refusal)  # it has just been answered
        picture: Picture = pictures.effects(drawn)
    else:
        picture = pictures.concentrations(_with_band(found))
    return picture


def _times(trace: "Trace") -> "Array":
    """One time alone is drawn with what led to it."""
    grid = import_module("morrow.pharmacology.pictures.grid")
    doses = trace.regimen.doses
    first, last = float(trace.time_min[0]), float(trace.time_min[-1])
    if first == last:
        first = min(first, doses[0].at_min)
    if said := grid.left_out(doses, first, last):
        typer.echo(f"--plot: {said}", err=True)
    found: Array = grid.drawn_times(doses, first, last)
    return found


def draw_picture(picture: "Picture", path: Path) -> None:
    """Leave with 2 where matplotlib is missing or the file cannot be."""
    needed("--plot", "matplotlib", "plots")
    drawing = import_module("morrow.pharmacology.pictures.drawing")
    try:
        with written("--plot", path):
            drawing.draw(picture, path)
    except ValueError as error:
        leave(f"--plot: {error}")


def _with_band(asked: "Trace") -> "Trace | Band":
    """The trace with its band; the trace alone where no variation is published."""
    model, patient, regimen, times = asked.model, asked.patient, asked.regimen, _times(asked)
    band = pharmacology.simulate_band(model, patient, regimen, times, patients=PATIENTS, seed=SEED)
    if isinstance(band, Refusal):
        typer.echo(f"{band.rule}: {band.reason}", err=True)
        trace = pharmacology.simulate(model, patient, regimen, times)
        assert not isinstance(trace, Refusal)  # it has just been answered
        return trace
    return band
