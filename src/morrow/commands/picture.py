"""The pictures that commands draw, where matplotlib is installed."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from morrow import pharmacology
from morrow.evidence import Refusal

PATIENTS = 200
SEED = 1


def picture(found: Any, path: Path) -> None:
    """Draw a trace (with the band between patients, where one is published) or acute effects."""
    plots = _drawing(path)
    if isinstance(found, pharmacology.AcuteEffects):
        _write(lambda: plots.draw_effects(found, path), path)
    else:
        _write(lambda: plots.draw_concentrations(_with_band(found), path), path)


def draw_picture(found: Any, path: Path) -> None:
    """Draw a `Picture`."""
    _drawing(path)
    drawing = import_module("morrow.pharmacology.pictures.drawing")
    _write(lambda: drawing.draw(found, path), path)


def _drawing(path: Path) -> ModuleType:
    """The module that draws; leaves with 2 where it is missing or the name is no picture's."""
    if find_spec("matplotlib") is None:
        _unusable("--plot: drawing needs matplotlib; install it with `pip install morrow[plots]`")
    plots = import_module("morrow.pharmacology.plots")
    if path.suffix.removeprefix(".") not in plots.FORMATS:
        _unusable(f"--plot: {path} must end with .{', .'.join(plots.FORMATS)}")
    return plots


def _write(drawn: Callable[[], None], path: Path) -> None:
    try:
        drawn()
    except OSError as error:
        _unusable(f"--plot: {path} cannot be written: {error.strerror}")


def _with_band(trace: Any) -> Any:
    """The trace with its band; the trace alone where no variation is published."""
    band = pharmacology.simulate_band(
        trace.model, trace.patient, trace.regimen, trace.time_min, patients=PATIENTS, seed=SEED
    )
    if isinstance(band, Refusal):
        typer.echo(f"{band.rule}: {band.reason}", err=True)
        return trace
    return band


def _unusable(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(2)
