"""`morrow demo`, as the command line shows it.  Imports no Django."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import typer

FAILED: Final = 1


def demo(
    *,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where to serve, on 127.0.0.1.")
    ] = 8000,
    data_dir: Annotated[
        Path, typer.Option(metavar="DIR", help="The demonstration's own folder.")
    ] = Path("var/demo"),
    keep: Annotated[
        bool, typer.Option("--keep", help="Go on with the clinic that is there, if there is one.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and values.")] = 1,
) -> None:
    """Serve a synthetic clinic with a day in progress; print a sign-in for every role."""
    program = import_module("morrow.demo.run")
    try:
        program.run(program.Demo(port=port, data_dir=data_dir, keep=keep, seed=seed))
    except program.CannotDemo as error:
        print(error, file=sys.stderr)
        raise typer.Exit(FAILED) from None
