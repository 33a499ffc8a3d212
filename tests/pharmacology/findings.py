"""Which model fails where, and why: sentences whose figures are computed anew.

A finding is a function that returns one paragraph; `ALL` lists them in the order of the page.
"""

from collections.abc import Callable, Iterable
from statistics import median
from typing import Final

from morrow.pharmacology.observations import Comparison, compared

FLOW_L_PER_MIN: Final = 7.59
"""Total flow of ketamine between blood and tissue: Henthorn 2018, Anesthesiology 129:260."""

MOLAR_MASS: Final = 237.73  # g/mol, ketamine
KAMP_RATES: Final = {60: 0.14, 120: 0.28, 180: 0.57}  # mg/kg/h until that minute, for 70 kg


def rows(
    *, model: str, study: str, compound: str = "", metric: str = "", dose: str = ""
) -> list[Comparison]:
    """Comparisons of a model whose cells begin so; empty: any."""
    return [
        each
        for each in compared()
        if each.model == model
        and each.observation.study.startswith(study)
        and each.observation.compound.startswith(compound)
        and each.observation.metric.startswith(metric)
        and each.observation.dose.startswith(dose)
    ]


def ratios(**cells: str) -> list[float]:
    """Predicted over observed, where anything was observed."""
    return [each.ratio for each in rows(**cells) if each.ratio is not None]


def one(**cells: str) -> float:
    [found] = ratios(**cells)
    return found


def middle(**cells: str) -> str:
    return f"{median(ratios(**cells)):.2f}"


def percent(ratio: float) -> str:
    """+12 %; below two per cent with a decimal."""
    off = 100 * (ratio - 1)
    return f"{off:+.1f} %" if abs(off) < 2 else f"{off:+.0f} %"


def between(found: Iterable[float]) -> str:
    listed = list(found)
    return f"{percent(min(listed))} to {percent(max(listed))}"


def arterial_excess(model: str) -> float:
    """An arterial model above Otto's venous plasma at the end of 10 mg in 30 min, over rate / flow."""
    [row] = [
        each
        for each in rows(model=model, study="Otto", compound="S-ketamine")
        if each.observation.time_min == 30
    ]
    assert row.observation.mean is not None
    return (row.predicted - row.observation.mean) / (1000 * 10 / 30 / FLOW_L_PER_MIN)


def venous_shortfall(model: str) -> list[float]:
    """A venous model below Kamp's arterial figure at the end of each step, over rate / flow."""
    found = []
    for each in rows(model=model, study="Kamp", compound="S-ketamine"):
        row = each.observation
        if row.time_min in KAMP_RATES:
            assert row.mean is not None
            expected = 1000 * KAMP_RATES[int(row.time_min)] * 70 / 60 / FLOW_L_PER_MIN
            found.append((row.mean - each.predicted) * MOLAR_MASS / expected)
    return found


def norketamine_of_sprays() -> str:
    strata = {"model": "perezruixo_2021", "study": "PerezRuixo_2021 "}
    return f"""**Perez-Ruixo, area of norketamine.** With the published parameters the published
    AUC0-24 of norketamine is missed by {between(ratios(**strata, compound="nor", metric="AUC"))} in
    all 18 strata and doses, while its peak agrees ({between(ratios(**strata, compound="nor", metric="Cmax"))}).
    Two tables of one paper disagree, as others who coded it found too. Read no norketamine area from
    this model. Esketamine agrees: Cmax {between(ratios(**strata, compound="esk", metric="Cmax"))}, AUC
    {between(ratios(**strata, compound="esk", metric="AUC"))}."""


def twice_the_film() -> str:
    film = {"model": "simons_2022", "study": "Simons_2022"}
    fifty, hundred = (
        ", ".join(
            f"{name} {percent(one(**film, metric='AUC', compound=name, dose=dose))}"
            for name in ("S-ketamine", "S-norketamine", "S-hydroxynorketamine")
        )
        for dose in ("50 mg", "100 mg")
    )
    return f"""**Simons, twice the film.** The model is linear and the film was not: from 50 to 100 mg
    the observed areas rose less than twofold. AUC0-6h after 50 mg: {fifty}; after 100 mg: {hundred}.
    The iv peak six hours after the film agrees after 50 mg
    ({percent(one(**film, metric="Cpeak (50"))}) and is {percent(one(**film, metric="Cpeak (100"))}
    after 100 mg."""


def swallowed() -> str:
    return f"""**Swallowed esketamine.** Perez-Ruixo predicts {one(model="perezruixo_2021", study="Fanta"):.1f}
    times the oral bioavailability of Fanta 2015, who found 0.08: two papers disagree. The assembled model,
    whose oral part is Chong's racemate, is further off ({one(model="assembled_racemic", study="Fanta"):.1f}
    times)."""


def sampling_site() -> str:
    excess = [
        arterial_excess(name) for name in ("kamp_2020_meta", "simons_2022", "assembled_racemic")
    ]
    short = venous_shortfall("otto_2021")
    zarate = {"study": "Zarate"}
    return f"""**Arterial exceeds venous while a pump runs**, on the plateau by about its rate over
    {FLOW_L_PER_MIN} L/min (Henthorn 2018). At the end of Otto's 10 mg in 30 min the arterial models
    lie above the venous plasma by {min(excess):.2f} to {max(excess):.2f} times that; at the end of
    Kamp's steps Otto's venous model lies below the arterial figure by {min(short):.2f} to
    {max(short):.2f} times that. Both may be true of one patient. The 185 ng/mL usually quoted for 0.5
    mg/kg over 40 min is met by Clements ({percent(one(model="clements_1981_250", **zarate))}) and
    exceeded by Kamp ({percent(one(model="kamp_2020_meta", **zarate))}), probably for the same reason.
    Compare what was measured with a model of its sampling site."""


def sprays_by_vein() -> str:
    return f"""**Perez-Ruixo by vein is low** even against venous plasma: median
    {middle(model="perezruixo_2021", study="Otto", compound="S-ketamine")} of Otto's medians. It was
    made with sprays above all, and its central volume of 192 L flattens an infusion."""


def digitised_figure() -> str:
    meta = {"model": "kamp_2020_meta", "study": "Kamp"}
    return f"""**Kamp's figure was digitised by others**, and is not known to 5 %: five minutes after
    the last step S-ketamine reads 0.76 nmol/mL given alone and 0.95 given as racemate, two readings
    of what should be one curve. Its medians say more than its points. Kamp's meta-model: median
    {middle(**meta)}, points {min(ratios(**meta)):.2f} to {max(ratios(**meta)):.2f}."""


def assembled_by_vein() -> str:
    kamp = {"model": "assembled_racemic", "study": "Kamp"}
    simons = middle(model="simons_2022", study="Kamp", compound="S-norketamine")
    return f"""**Assembled, norketamine is low.** Against Kamp's figure the medians are S-ketamine
    {middle(**kamp, compound="S-ketamine")}, R-ketamine {middle(**kamp, compound="R-ketamine")},
    S-norketamine {middle(**kamp, compound="S-norketamine")} and R-norketamine
    {middle(**kamp, compound="R-norketamine")}. Simons's norketamine is low there in its own model too
    ({simons}), and observed R-norketamine stands above S, which the assembly takes to be alike."""


def assembled_elsewhere() -> str:
    assembled = {"model": "assembled_racemic"}
    chong = ratios(**assembled, study="Chong", metric="Cmax K")
    return f"""**Assembled, peaks outside the vein are high.** 0.5 mg/kg into muscle peaks
    {percent(one(**assembled, study="Clements", metric="Cmax"))} against Clements; 25 mg swallowed or
    under the tongue {between(chong)} against Chong. Uptake at a constant rate ends in a sharp peak,
    and the backbone is arterial where the samples, as far as was seen, were not. Bioavailability and
    time of the peak were put in, and prove nothing."""


def otto() -> str:
    own = {"model": "otto_2021", "study": "Otto"}
    ketamine = ratios(**own, compound="S-ketamine")
    norketamine = ratios(**own, compound="S-norketamine")
    return f"""**Otto meets its own medians**, digitised to 10 %: S-ketamine median {median(ketamine):.2f}
    ({between(ketamine)}), S-norketamine {median(norketamine):.2f} ({between(norketamine)})."""


def clearance() -> str:
    names = ("domino_1984", "clements_1981_250", "hijazi_2003", "kamp_2020_meta")
    areas = ", ".join(
        f"{name} {percent(one(model=name, study='PMC9118341', metric='AUC'))}" for name in names
    )
    unit = one(model="hijazi_2003", study="Steady-state", metric="Css K")
    return f"""**Clearance.** The area after 10 mg of racemate at once, in nine people: {areas}.
    Hijazi's patients in intensive care cleared most; in another such unit the model predicts
    {unit:.2f} of the steady state."""


ALL: Final[tuple[Callable[[], str], ...]] = (
    sampling_site,
    norketamine_of_sprays,
    twice_the_film,
    assembled_by_vein,
    assembled_elsewhere,
    sprays_by_vein,
    swallowed,
    clearance,
    otto,
    digitised_figure,
)
