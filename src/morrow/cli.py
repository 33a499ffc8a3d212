"""`morrow`: the command line.  Each command is a module of `morrow.commands`."""

import os

import typer

from morrow.clinic import commands as clinic
from morrow.commands.dose import dose
from morrow.commands.export_model import export_model
from morrow.commands.forecast import forecast
from morrow.commands.hl7 import hl7
from morrow.commands.models import models_
from morrow.commands.predict import calibrate, predict
from morrow.commands.replay import replay
from morrow.commands.scales import scales, score
from morrow.commands.simulate import simulate
from morrow.commands.trial import trial

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Runs an IV ketamine service.")
app.command()(dose)
app.command()(forecast)
app.command("export-model")(export_model)
app.command()(hl7)
app.command()(calibrate)
app.command("models")(models_)
app.command()(predict)
app.command()(replay)
for _command in clinic.ALL:
    app.command(_command.__name__.strip("_").replace("_", "-"))(_command)  # `import` is Python's
app.command()(scales)
app.command()(simulate)
app.command()(trial)
app.command(context_settings={"ignore_unknown_options": True})(score)  # RASS goes below 0


@app.callback()
def _morrow() -> None:
    """Runs an IV ketamine service for depression.  Decision support, not a medical device."""


def main() -> None:
    """The entry point of the `morrow` script."""
    # Our matrices are small: threads that wait for one another cost five times what they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()
