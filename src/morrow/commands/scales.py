"""`morrow scales` and `morrow score`: the scale library, and one score."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer

from morrow.care.scales import (
    ALL,
    AnswerError,
    Band,
    Definition,
    Flag,
    Kind,
    Scale,
    Score,
    Sex,
    Verdict,
    scale,
)
from morrow.evidence import Incomplete

WORDS: Final = {"yes": 1, "y": 1, "no": 0, "n": 0}
BLANK: Final = ("", "-")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """What one call of `score` found.  Flags and `at_least` hold whatever is missing."""

    scale: Scale
    given: int
    result: Score | Incomplete
    at_least: str
    flags: tuple[Flag, ...]
    verdicts: tuple[Verdict, ...]


def score(
    name: Annotated[str, typer.Argument(help="A scale's name, as `morrow scales` lists it.")],
    values: Annotated[
        str, typer.Argument(help="In item order: 2,1,,0.  Empty or -: not answered.")
    ],
    *,
    sex: Annotated[
        Sex | None, typer.Option(help="Where the cut-offs differ by it (AUDIT-C).")
    ] = None,
    baseline: Annotated[
        int | None, typer.Option(help="The total at baseline, to judge the change by.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """Score one scale: total, band and flags, or what is missing and what is already certain.

    Exit 0: scored, or said what is missing.  2: a value that the scale does not have.
    """
    try:
        answered = _answer(scale(name), values, sex=sex, baseline=baseline)
    except AnswerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(_result_data(answered), indent=2))
    else:
        typer.echo("\n".join(_result_text(answered)))


def _answer(chosen: Scale, values: str, *, sex: Sex | None, baseline: int | None) -> _Answered:
    given = [_value(text) for text in values.split(",")]
    if baseline is not None:
        baseline = chosen.check_total(baseline)
    result = chosen.score(given, sex=sex)
    answers = chosen.read(given)
    total = None if isinstance(result, Incomplete) else result.total
    return _Answered(
        scale=chosen,
        given=sum(item.scored and item.key in answers for item in chosen.items),
        result=result,
        at_least=chosen.at_least(answers),
        flags=chosen.raised(answers),
        verdicts=() if total is None else chosen.outcome.verdicts(total=total, baseline=baseline),
    )


def _value(text: str) -> int | None:
    bare = text.strip().lower()
    if bare in BLANK:
        return None
    if bare in WORDS:
        return WORDS[bare]
    digits = bare.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        raise AnswerError(f"VALUES: {text!r} is not a whole number, yes, no, - or empty")
    return int(bare)


def _scale_data(one: Scale) -> dict[str, Any]:
    return {
        "name": one.key,
        "title": one.title,
        "version": one.version,
        "rule": one.rule,
        "recall": one.recall,
        "items": [
            {
                "key": item.key,
                "name": item.name,
                "low": item.low,
                "high": item.high,
                "scored": item.scored,
            }
            for item in one.items
        ],
        "total": None if one.span is None else {"low": one.span[0], "high": one.span[1]},
        "bands": [_band_data(band) for band in one.bands],
        "other_bands": [_band_data(band) for band in one.other_bands],
        "flags": [{"says": flag.says, "source": str(flag.source)} for flag in one.flags],
        "outcome": [_definition_data(kind, rule) for kind, rule in one.outcome.definitions],
        "loinc": [
            {"code": code.code, "names": code.names, "status": code.source.status.value}
            for code in one.loinc
        ],
        "licence": one.licence.state.value,
        "holder": one.licence.holder,
        "attribution": one.licence.attribution,
        "text_included": one.text_included,
        "sources": [str(source) for source in one.sources],
    }


def _band_data(band: Band) -> dict[str, Any]:
    data: dict[str, Any] = {"low": band.low, "high": band.high, "name": band.name}
    if band.sex is not None:
        data["sex"] = band.sex.value
    if band.definition:
        data["definition"] = band.definition
    return {**data, "source": str(band.source)}


def _definition_data(kind: Kind, definition: Definition) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "definition": definition.name,
        "rule": definition.rule.value,
        "cut_off": str(definition.cut_off),
        "source": str(definition.source),
    }


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    """`met` is null, and `missing` says why, where the baseline is lacking."""
    lacks = verdict.met if isinstance(verdict.met, Incomplete) else None
    return {
        **_definition_data(verdict.kind, verdict.definition),
        "met": verdict.met if lacks is None else None,
        "missing": [] if lacks is None else list(lacks.missing),
    }


def _result_data(answered: _Answered) -> dict[str, Any]:
    chosen, result = answered.scale, answered.result
    complete = None if isinstance(result, Incomplete) else result
    return {
        "scale": chosen.key,
        "version": chosen.version,
        "total": complete and complete.total,
        "items": dict(complete.items) if complete else {},
        "subscores": dict(complete.subscores) if complete else {},
        "band": (complete and complete.band) or None,
        "band_needs": list(complete.band_needs) if complete else [],
        "other_bands": [_band_data(band) for band in complete.other_bands] if complete else [],
        "flags": [flag.says for flag in answered.flags],
        "outcome": [_verdict_data(verdict) for verdict in answered.verdicts],
        "complete": complete is not None,
        "missing": list(result.missing) if isinstance(result, Incomplete) else [],
        "expected_answers": _expected(chosen),
        "at_least": answered.at_least or None,
        "sources": [str(source) for source in chosen.sources],
    }


def _expected(chosen: Scale) -> int:
    return sum(item.scored for item in chosen.items)


def _result_text(answered: _Answered) -> list[str]:
    flags = [f"  flag: {flag.says}" for flag in answered.flags]
    if isinstance(answered.result, Incomplete):
        return [_incomplete_text(answered, answered.result), *flags]
    return [
        _score_text(answered.scale, answered.result),
        *flags,
        *_other_text(answered.result.other_bands),
        *_verdict_text(answered.verdicts),
    ]


def _incomplete_text(answered: _Answered, result: Incomplete) -> str:
    already = answered.at_least
    known = f"; already {already}" if already and already != "none" else ""
    count = f"{answered.given} of {_expected(answered.scale)} answers"
    missing = ", ".join(result.missing)
    return f"{answered.scale.key}: incomplete, no total; {count}; missing {missing}{known}"


def _score_text(chosen: Scale, result: Score) -> str:
    total = "" if result.total is None else f" {result.total}"
    band = f" ({result.band})" if result.band else ""
    needs = f" (no band without: {', '.join(result.band_needs)})" if result.band_needs else ""
    shown = result.subscores if total or band else result.items
    parts = [f"; {name} {value}" for name, value in shown.items()]
    return f"{chosen.key}:{total or ' no total'}{band}{needs}{''.join(parts)}"


def _other_text(bands: Sequence[Band]) -> list[str]:
    return [f"  {band.name} ({band.definition})" for band in bands]


def _verdict_text(verdicts: Sequence[Verdict]) -> list[str]:
    """What could be judged; a definition that lacks the baseline is left to `--json`."""
    return [
        f"  {verdict.kind.value}, {verdict.definition.name}: {'yes' if verdict.met else 'no'}"
        for verdict in verdicts
        if not isinstance(verdict.met, Incomplete)
    ]
