"""`morrow scales` and `morrow score`: the scale library, and one score."""

import json
from typing import Annotated, Any, Final

import typer

from morrow.care.scales import ALL, AnswerError, Scale, Score, scale
from morrow.evidence import Incomplete

WORDS: Final = {"yes": 1, "y": 1, "no": 0, "n": 0}


def scales(
    *, as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False
) -> None:
    """List the rating scales, how each is scored, and what its licence allows."""
    if as_json:
        typer.echo(json.dumps([_scale_data(one) for one in ALL], indent=2))
        return
    for one in ALL:
        text = "with" if one.text_included else "without"
        typer.echo(f"{one.key:<11} {one.title} ({one.version})")
        typer.echo(f"{'':<11} {one.rule}")
        typer.echo(f"{'':<11} {one.licence.state.value}; {text} text; {one.licence.holder}")


def score(
    name: Annotated[str, typer.Argument(help="A scale's name, as `morrow scales` lists it.")],
    values: Annotated[str, typer.Argument(help="In item order: 2,1,,0.  Empty: not answered.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Score one scale: total and band, or what is missing and what is already certain.

    Exit 0: scored, or said what is missing.  2: a value that the scale does not have.
    """
    try:
        chosen = scale(name)
        answered = [_value(text) for text in values.split(",")]
        result = chosen.score(answered)
    except AnswerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    at_least = chosen.at_least(chosen.read(answered))
    if as_json:
        typer.echo(json.dumps(_result_data(chosen, result, at_least), indent=2))
    else:
        typer.echo(_result_text(chosen, result, at_least))


def _value(text: str) -> int | None:
    bare = text.strip().lower()
    if not bare:
        return None
    if bare in WORDS:
        return WORDS[bare]
    digits = bare.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        raise AnswerError(f"VALUES: {text!r} is not a whole number, yes, no or empty")
    return int(bare)


def _scale_data(one: Scale) -> dict[str, Any]:
    return {
        "name": one.key,
        "title": one.title,
        "version": one.version,
        "rule": one.rule,
        "recall": one.recall,
        "items": [
            {"key": item.key, "name": item.name, "low": item.low, "high": item.high}
            for item in one.items
        ],
        "bands": [{"low": band.low, "high": band.high, "name": band.name} for band in one.bands],
        "licence": one.licence.state.value,
        "holder": one.licence.holder,
        "attribution": one.licence.attribution,
        "text_included": one.text_included,
        "sources": [str(source) for source in one.sources],
    }


def _result_data(chosen: Scale, result: Score | Incomplete, at_least: str) -> dict[str, Any]:
    if isinstance(result, Incomplete):
        total, band, missing = None, None, list(result.missing)
    else:
        total, band, missing = result.total, result.band or None, []
    return {
        "scale": chosen.key,
        "version": chosen.version,
        "total": total,
        "band": band,
        "complete": not missing,
        "missing": missing,
        "at_least": at_least or None,
        "sources": [str(source) for source in chosen.sources],
    }


def _result_text(chosen: Scale, result: Score | Incomplete, at_least: str) -> str:
    if isinstance(result, Incomplete):
        already = f"; already {at_least}" if at_least and at_least != "none" else ""
        return f"{chosen.key}: incomplete, no total; missing {', '.join(result.missing)}{already}"
    total = "" if result.total is None else f" {result.total}"
    band = f" ({result.band})" if result.band else ""
    return f"{chosen.key}:{total}{band}"
