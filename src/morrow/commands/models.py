"""`morrow models`: the published models of ketamine, with everything behind each of them."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from morrow.commands.files import leave
from morrow.pharmacology import Model, models
from morrow.pharmacology.model import Parameter, Range


def models_(
    name: Annotated[str, typer.Argument(help="One model in full; without: the list.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Machine output.")] = False,
) -> None:
    """List the pharmacokinetic models: population, sampling site, limits, parameters, sources.

    Exit 2: there is no model of that name.
    """
    chosen = [chosen_model(name)] if name else list(models.ALL.values())
    if as_json:
        typer.echo(json.dumps([_data(each) for each in chosen], indent=2))
    elif name:
        typer.echo("\n".join(_page(chosen[0])))
    else:
        for each in chosen:
            typer.echo("\n".join((*_head(each), "")))
        typer.echo("`morrow models NAME` prints the parameters and their sources.")


def chosen_model(name: str) -> Model:
    """The model of that name; leaves with 2 and the names that there are."""
    if name not in models.ALL:
        known = ", ".join(models.ALL)
        leave(f"--model: there is no model {name!r}; there are: {known}")
    return models.ALL[name]


def _head(model: Model) -> Iterator[str]:
    mark = " [assembled]" if model.assembled else ""
    mark += " [children: not offered to adults]" if model.children else ""
    yield f"{model.name}{mark}"
    yield f"  {model.title}"
    yield f"  drug        {', '.join(model.drugs)}; by {', '.join(model.routes)}"
    yield f"  population  {model.population}"
    yield f"  plasma      {model.sampling}"
    yield f"  limits      weight {_range(model.weight_kg)}; age {_range(model.age_y)}"
    yield f"  tells       {', '.join(model.compounds)}"


def _range(studied: Range | None) -> str:
    if studied is None:
        return "not seen, and not bounded"
    note = f"; {studied.note}" if studied.note else ""
    return f"{studied} ({studied.source.key}, {studied.source.status}{note})"


def _page(model: Model) -> Iterator[str]:
    yield from _head(model)
    yield f"  source      {model.source}"
    yield ""
    yield f"  {'parameter':<14}{'value':>9}  {'unit':<12}{'between patients':<18}source"
    for each in model.parameters:
        status = f"{each.source.key} [{each.source.status}]"
        note = f"  ({each.note})" if each.note else ""
        yield f"  {each.name:<14}{each.value:>9g}  {each.unit:<12}{_spread(each):<18}{status}{note}"
    for title, lines in (
        ("covariates", model.covariate_notes),
        ("assumed", model.assumptions),
        ("known to be wrong or missing", model.defects),
    ):
        if lines:
            yield ""
            yield f"  {title}"
            yield from (f"    - {line}" for line in lines)
    if model.residual_cv_percent:
        yield ""
        found = (f"{name} {cv:g} %" for name, cv in model.residual_cv_percent.items())
        yield f"  unexplained between measurements (CV): {', '.join(found)}"


def _spread(each: Parameter) -> str:
    if each.logit_sd is not None:
        return f"logit SD {each.logit_sd:g}"
    between = "" if each.cv_percent is None else f"CV {each.cv_percent:g} %"
    if each.occasion_cv_percent is None:
        return between or "not published"
    return f"{between} occasion {each.occasion_cv_percent:g} %".strip()


def _data(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "title": model.title,
        "source": str(model.source),
        "drugs": list(model.drugs),
        "routes": list(model.routes),
        "population": model.population,
        "sampling": model.sampling.value,
        "compounds": list(model.compounds),
        "weight_kg": _range_data(model.weight_kg),
        "age_y": _range_data(model.age_y),
        "children": model.children,
        "assembled": model.assembled,
        "parameters": [_parameter_data(each) for each in model.parameters],
        "covariates": list(model.covariate_notes),
        "assumptions": list(model.assumptions),
        "defects": list(model.defects),
        "residual_cv_percent": dict(model.residual_cv_percent),
    }


def _range_data(studied: Range | None) -> dict[str, Any] | None:
    if studied is None:
        return None
    return {"low": studied.low, "high": studied.high, "source": str(studied.source)}


def _parameter_data(each: Parameter) -> dict[str, Any]:
    return {
        "name": each.name,
        "value": each.value,
        "unit": each.unit,
        "cv_percent": each.cv_percent,
        "logit_sd": each.logit_sd,
        "occasion_cv_percent": each.occasion_cv_percent,
        "source": str(each.source),
        "status": each.source.status.value,
        "note": each.note,
    }
