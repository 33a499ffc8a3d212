"""How `morrow simulate` shows a trace: a page for people, CSV and JSON for programs."""

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from morrow.evidence import explain
from morrow.pharmacology.model import EFFECT_SITE
from morrow.pharmacology.regimen import Dose

if TYPE_CHECKING:
    from morrow.pharmacology import Trace

CSV_COLUMNS = ("time_min", "compound", "concentration", "unit")


def as_csv(trace: "Trace") -> str:
    """`time_min,compound,concentration,unit`, one row a value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for time, compound, value, unit in trace.rows():
        writer.writerow((f"{time:g}", compound, repr(value), unit))
    return out.getvalue()


def as_json(trace: "Trace") -> str:
    model = trace.model
    return json.dumps(
        {
            "model": model.name,
            "sampling": model.sampling.value,
            "drug": trace.regimen.drug.value,
            "weight_kg": trace.patient.weight_kg,
            "extrapolated": trace.extrapolated,
            "notes": list(trace.notes),
            "assumptions": list(model.assumptions),
            "unit": "ng/mL",
            "time_min": trace.time_min.tolist(),
            "concentrations": {name: found.tolist() for name, found in trace.ng_per_ml.items()},
            "sources": [str(source) for source in explain((model.source, model.parameters))],
        },
        indent=2,
    )


def page(trace: "Trace") -> str:
    return "\n".join(_page(trace))


def _page(trace: "Trace") -> Iterator[str]:
    model, names = trace.model, list(trace.ng_per_ml)
    yield f"{model.title} ({model.name}); plasma: {model.sampling}"
    yield f"{trace.regimen.drug}, {trace.patient.weight_kg:g} kg: {_given(trace.regimen.doses)}"
    yield ""
    short = [name.replace(EFFECT_SITE, " *") for name in names]
    widths = [max(len(name), 10) for name in short]
    header = "".join(f"  {name:>{width}}" for name, width in zip(short, widths, strict=True))
    yield f"{'min':>9}{header}   ng/mL"
    columns = [trace.ng_per_ml[name].tolist() for name in names]
    for time, *values in zip(trace.time_min.tolist(), *columns, strict=True):
        cells = zip(values, widths, strict=True)
        yield f"{time:>9g}" + "".join(f"  {value:>{width}.4g}" for value, width in cells)
    if any("*" in name for name in short):
        yield f"{'':>9}  * at the effect site"
    yield ""
    yield from (f"- {note}" for note in (*trace.notes, *model.assumptions, *model.defects))
    yield ""
    yield from (f"  {source}" for source in explain((model.source, model.parameters)))


def _given(doses: tuple[Dose, ...]) -> str:
    shown = [_one(dose) for dose in doses[:6]]
    more = [f"and {len(doses) - 6} more"] if len(doses) > 6 else []
    return "; ".join(shown + more)


def _one(dose: Dose) -> str:
    time = f"at {dose.at_min:g} min " if dose.at_min else ""
    over = f" over {dose.over_min:g} min" if dose.over_min else ""
    return f"{time}{dose.amount_mg:g} mg {dose.route}{over}"
