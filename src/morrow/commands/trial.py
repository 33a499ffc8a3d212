"""`morrow trial`: virtual trials of two arms, and the power of their comparison.

Exit 0: simulated.  1: a worker failed.  2: an option, a table or a folder does not fit, with every
fault said.  130: interrupted.  What `--keep` has kept holds in any case.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from morrow.commands.executors import Unavailable, place
from morrow.commands.files import leave, one_form

Table = Annotated[Path, typer.Option(help="CSV, as `morrow predict` reads it.")]
Dropout = Annotated[
    list[str] | None, typer.Option(help="Hazard a week: 0.02 for both arms, or ARM=0.02; else 0.")
]
Fixed = Annotated[bool, typer.Option("--fixed", help="Parameters at their medians, trials alike.")]
Keep = Annotated[Path | None, typer.Option(help="Folder of finished chunks: goes on from there.")]
Csv = Annotated[bool, typer.Option("--csv", help="Machine output: one row for each n.")]
Json = Annotated[bool, typer.Option("--json", help="Machine output: with design and assumptions.")]
Trial = Annotated[str, typer.Option("--trial", help="Its trial_id, where the table has several.")]
ArmId = Annotated[str, typer.Option(help="The arm, by its arm_id.")]
Against = Annotated[str, typer.Option(help="The arm that it is compared with.")]
Visits = Annotated[str, typer.Option(help="Hours of every rating, such as 24,72,168.")]
Sizes = Annotated[str, typer.Option(help="Patients per arm: 40, or several as 20,40,60.")]
Endpoint = Annotated[str, typer.Option(help="change, response, remission or relapse.")]
At = Annotated[str, typer.Option(help="Hours of the endpoint; else the last visit.")]
Defined = Annotated[str, typer.Option(help="What counts: >=50%, <=10, '>=22 twice'.")]
RatedAt = Annotated[str, typer.Option(help="Of relapse: the hour at which responders are rated.")]
Analysis = Annotated[
    str, typer.Option(help="itt (last observation carried forward) or completers.")
]
TestName = Annotated[
    str, typer.Option(help="t, welch, fisher, chi2 or logrank; else the endpoint's usual one.")
]
Alpha = Annotated[str, typer.Option(help="Two-sided.")]
Measure = Annotated[str, typer.Option(help="The scale; else the arms' own.")]
Baseline = Annotated[str, typer.Option(help="MEAN,SD; else the arms' own.")]
Weight = Annotated[str, typer.Option(help="kg: MEAN or MEAN,SD; else the arms' own.")]
Age = Annotated[str, typer.Option(help="Mean years: recorded; the model has no term for it.")]
Simulations = Annotated[str, typer.Option(help="How many trials are simulated.")]
Seed = Annotated[str, typer.Option(help="The same seed gives the same result, wherever it runs.")]
On = Annotated[str, typer.Option(help="here, processes, processes:4, or dask:tcp://HOST:8786.")]
Chunk = Annotated[str, typer.Option(help="Trials per task; else what takes about a second.")]


def trial(
    *,
    trials: Table,
    arms: Table,
    arm: ArmId,
    against: Against,
    visits: Visits,
    n: Sizes,
    trial_id: Trial = "",
    endpoint: Endpoint = "change",
    at: At = "",
    definition: Defined = "",
    rated_at: RatedAt = "",
    analysis: Analysis = "itt",
    test: TestName = "",
    alpha: Alpha = "0.05",
    dropout: Dropout = None,
    measure: Measure = "",
    baseline: Baseline = "",
    weight: Weight = "",
    age: Age = "",
    simulations: Simulations = "1000",
    seed: Seed = "1",
    fixed: Fixed = False,
    on: On = "processes",
    keep: Keep = None,
    chunk: Chunk = "",
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Simulate trials of two arms, and count how often their comparison is significant.

    Every simulated trial draws the model's parameters, effects of its own, and its patients.
    """
    typed = locals()
    one_form(as_csv=as_csv, as_json=as_json)
    asked = _read(typed)
    tally = _run(asked, on, keep)
    text = import_module("morrow.commands.trial_text")
    shown = text.as_csv if as_csv else text.as_json if as_json else text.page
    typer.echo(shown(asked.design, tally), nl=False)


def _read(typed: dict[str, Any]) -> Any:
    """The design and how often it is simulated; leaves with every fault of the options."""
    reading = import_module("morrow.commands.trial_design")
    try:
        return reading.read(typed)
    except reading.Faults as error:
        leave(str(error))


def _run(asked: Any, on: str, folder: Path | None) -> Any:
    """The tally; leaves with what stopped it."""
    virtual = import_module("morrow.outcomes.virtual")
    kept = "nothing was kept; --keep FOLDER keeps what is finished"
    if folder is not None:
        kept = f"what is finished is in {folder}; the same command goes on from there"
    failures: tuple[type[Exception], ...] = ()
    try:
        keep = None if folder is None else virtual.Kept(folder, asked.design)
        with place(on) as placed, _bar(asked.simulations) as told:
            failures = placed.failures
            return virtual.run(
                asked.design,
                simulations=asked.simulations,
                executor=placed.executor,
                waiting=placed.waiting,
                chunk=asked.chunk,
                keep=keep,
                told=told,
            )
    except virtual.Unfit as error:
        leave(f"--keep: {error}")
    except Unavailable as error:
        leave(f"--on: {error}")
    except KeyboardInterrupt:
        leave(f"interrupted; {kept}", code=130)
    except (virtual.OtherCalibration, *failures) as error:
        leave(f"a worker failed ({error}); {kept}", code=1)


@contextmanager
def _bar(simulations: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    console = import_module("rich.console").Console(stderr=True)
    progress = import_module("rich.progress")
    with progress.Progress(
        *progress.Progress.get_default_columns(),
        progress.MofNCompleteColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("simulated trials", total=simulations)
        yield lambda more: bar.advance(task, more)
