"""The pictures that commands draw, where matplotlib is installed."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer

from morrow import pharmacology
from morrow.evidence import Refusal

PATIENTS = 200
SEED = 1


def picture(found: Any, path: Path) -> None:
    """Draw a trace (with the band between patients, where one is published) or acute effects."""
    if find_spec("matplotlib") is None:
        _unusable("--plot: drawing needs matplotlib; install it with `pip install morrow[plots]`")
    plots = import_module("morrow.pharmacology.plots")
    if path.suffix.removeprefix(".") not in plots.FORMATS:
        _unusable(f"--plot: {path} must end with .{', .'.join(plots.FORMATS)}")
    try:
        if isinstance(found, pharmacology.AcuteEffects):
            plots.draw_effects(found, path)
        else:
            plots.draw_concentrations(_with_band(found), path)
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
