"""How the published observations were made, as far as it is known: doses, people, and what to read.

A design names the cells of `data/observed-concentrations.csv` that it stands for, and what it takes
for granted.  What no design stands for has its reason in `NOT_COMPARED`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from morrow.pharmacology.model import Drug, Patient, Route
from morrow.pharmacology.regimen import Dose, Regimen, infusion, sprays


class Kind(Enum):
    CONCENTRATION = "at a minute"
    PEAK = "highest"
    PEAK_TIME = "minute of the highest"
    AREA = "area from the first dose"
    AVAILABLE = "area by this route over area by vein, dose for dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a metric means.  `compound` where the row's own cell does not say it.

    `minute` is when, or until when; None takes the row's time, or all time.
    """

    kind: Kind
    compound: str = ""
    minute: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One arm of a study: the cells that it stands for, what was given, to whom, what is read."""

    study: str
    route: str
    dose: str
    regimen: Regimen
    readings: Mapping[str, Reading]
    patient: Patient
    assumed: str = ""


ADULT: Final = Patient(weight_kg=70, age_y=30, asian=False, japanese=False)
OLDER_Y: Final = 70.0  # what Perez-Ruixo's Table 4 takes for "> 60"
PEAKS_WITHIN_MIN: Final = 360.0  # no dose given once peaks later

CONC: Final = Reading(kind=Kind.CONCENTRATION)
CMAX: Final = Reading(kind=Kind.PEAK)
TMAX: Final = Reading(kind=Kind.PEAK_TIME)
AVAILABLE: Final = Reading(kind=Kind.AVAILABLE)
K: Final = "racemic ketamine"
NK: Final = "racemic norketamine"


def once(route: Route, mg: float, drug: Drug = Drug.KETAMINE) -> Regimen:
    return Regimen(drug=drug, doses=(Dose(route=route, at_min=0, amount_mg=mg),))


def _steps(drug: Drug, *mg_per_kg_h: float) -> Regimen:
    """An hour at each rate, for 70 kg."""
    doses = tuple(
        infusion(amount_mg=rate * ADULT.weight_kg, over_min=60, at_min=60 * nth)
        for nth, rate in enumerate(mg_per_kg_h)
    )
    return Regimen(drug=drug, doses=doses)


def _kamp() -> Iterator[Design]:
    assumed = "70 kg, doses as base; the figure was digitised by others"
    for dose, drug, rates in (
        ("S 0.14/0.28/0.57", Drug.ESKETAMINE, (0.14, 0.28, 0.57)),
        ("racemic 0.28/0.57/1.14", Drug.KETAMINE, (0.28, 0.57, 1.14)),
    ):
        yield Design(
            study="Kamp_2020_BJA",
            route="iv 3-step (arterial)",
            dose=f"{dose} mg/kg/h x 60 min each",
            regimen=_steps(drug, *rates),
            readings={"conc": CONC},
            patient=ADULT,
            assumed=assumed,
        )


def _perezruixo() -> Iterator[Design]:
    """Table 4: typical people of six strata at three doses, all devices at once."""
    readings = {"Cmax": CMAX, "AUC0-24": Reading(kind=Kind.AREA, minute=1440)}
    ancestries = {
        "Caucasian": (False, False),
        "Asian non-Japanese": (True, False),
        "Japanese": (True, True),
    }
    for who, (asian, japanese) in ancestries.items():
        older = ">60 (70 y)" if who == "Caucasian" else ">60"
        for years, age in (("18-60", 45.0), (older, OLDER_Y)):
            for mg in (28, 56, 84):
                yield Design(
                    study=f"PerezRuixo_2021 {who} {years}",
                    route="nasal",
                    dose=f"{mg} mg",
                    regimen=Regimen(drug=Drug.ESKETAMINE, doses=sprays(mg, apart_min=0)),
                    readings=readings,
                    patient=Patient(weight_kg=70, age_y=age, asian=asian, japanese=japanese),
                    assumed="the paper's own computation, all devices at once",
                )


def _perezruixo_available() -> Iterator[Design]:
    for metric, doses in (
        ("F 56 mg", sprays(56, apart_min=0)),
        ("F 84 mg", sprays(84, apart_min=0)),
        ("F of swallowed part", once(Route.ORAL, 28).doses),
    ):
        yield Design(
            study="PerezRuixo_2021",
            route="nasal",
            dose="28/56/84 mg",
            regimen=Regimen(drug=Drug.ESKETAMINE, doses=doses),
            readings={metric: AVAILABLE},
            patient=ADULT,
            assumed="the paper's own computation",
        )


def _simons() -> Iterator[Design]:
    readings = {"Cmax": CMAX, "Tmax": TMAX, "AUC0-360min": Reading(kind=Kind.AREA, minute=360)}
    later = infusion(amount_mg=20, over_min=20, at_min=360)
    for mg in (50, 100):
        film = once(Route.BUCCAL, mg, Drug.ESKETAMINE)
        yield Design(
            study="Simons_2022",
            route="oral thin film sublingual/buccal (arterial)",
            dose=f"{mg} mg S",
            regimen=film,
            readings=readings,
            patient=ADULT,
            assumed="70 kg where the mean was 73",
        )
        yield Design(
            study="Simons_2022",
            route="iv 20 min (arterial)",
            dose="20 mg S at 6 h after film",
            regimen=replace(film, doses=(*film.doses, later)),
            readings={
                f"Cpeak ({mg} mg visit)": Reading(kind=Kind.CONCENTRATION, minute=380),
            },
            patient=ADULT,
            assumed="70 kg where the mean was 73; the peak is the end of the infusion",
        )


def _by_mouth() -> Iterator[Design]:
    both = {"Cmax K": replace(CMAX, compound=K), "Cmax NK": replace(CMAX, compound=NK)}
    more = {"Tmax K": replace(TMAX, compound=K), "F K": replace(AVAILABLE, compound=K)}
    for study, route, dose, regimen, readings in (
        ("Chong_2006", "sublingual", "25 mg", once(Route.BUCCAL, 25), both | more),
        ("Chong_2006", "oral", "25 mg", once(Route.ORAL, 25), both | more),
        ("Rolan_2013", "sublingual wafer", "25 mg", once(Route.BUCCAL, 25), _ONCE),
        ("Grant_1981 (cited)", "oral", "0.5 mg/kg", once(Route.ORAL, 35), _ONCE),
        ("Clements_1982", "oral", "0.5 mg/kg", once(Route.ORAL, 35), _ONCE),
        ("Clements_1982", "im", "0.5 mg/kg", once(Route.IM, 35), _ONCE),
    ):
        yield Design(
            study=study, route=route, dose=dose, regimen=regimen, readings=readings, patient=ADULT
        )


_ONCE: Final = {"Cmax": CMAX, "Tmax": TMAX, "F": AVAILABLE}


def _others() -> Iterator[Design]:
    s10 = Regimen(drug=Drug.ESKETAMINE, doses=(infusion(amount_mg=10, over_min=30),))
    usual = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=35, over_min=40),))
    hours = 72.0
    icu_mg = 1.2 * ADULT.weight_kg * hours
    icu = Regimen(drug=Drug.KETAMINE, doses=(infusion(amount_mg=icu_mg, over_min=hours * 60),))
    end = Reading(kind=Kind.CONCENTRATION, compound=K, minute=hours * 60)
    label = Regimen(drug=Drug.ESKETAMINE, doses=sprays(84))
    fanta = once(Route.ORAL, 17.5, Drug.ESKETAMINE)
    for study, route, dose, regimen, readings, patient, assumed in (
        ("Otto_2021_CHDR1311", "iv 30 min (venous)", "10 mg S-ketamine", s10, {"conc": CONC},
         replace(ADULT, weight_kg=68, age_y=24), "68 kg, the mean of the study"),
        ("PMC9118341", "iv bolus", "10 mg", once(Route.IV, 10),
         {"AUC": Reading(kind=Kind.AREA)}, ADULT, "the area is that to infinity"),
        ("Zarate_2006 (cited)", "iv 40 min", "0.5 mg/kg", usual, {"Cmax": CMAX}, ADULT,
         "70 kg; sampling site not seen, thought venous"),
        ("Steady-state ICU (Eur J Drug Metab)", "iv 1.1-1.3 mg/kg/h, 3 d", "", icu,
         {"Css K": end, "Css NK": replace(end, compound=NK)}, ADULT, "1.2 mg/kg/h for 72 h"),
        ("Spravato label", "nasal", "56-84 mg", label, {"F": AVAILABLE}, ADULT, "84 mg"),
        ("Fanta_2015", "oral 0.25 mg/kg vs iv 0.125 mg/kg", "", fanta, {"F": AVAILABLE}, ADULT, ""),
    ):  # fmt: skip
        yield Design(
            study=study,
            route=route,
            dose=dose,
            regimen=regimen,
            readings=readings,
            patient=patient,
            assumed=assumed,
        )


DESIGNS: Final = (
    *_kamp(),
    *_others(),
    *_perezruixo(),
    *_perezruixo_available(),
    *_simons(),
    *_by_mouth(),
)

NO_MODEL: Final = "no model tells it"
FIRST_SAMPLE: Final = "the peak after a bolus is that of the first sample, whose time was not seen"
A_RANGE: Final = "a range, no mean"
NOT_A_CURVE: Final = "a clearance, volume or half-life, no point of a curve"
NOT_COMPARED: Final = (
    ("Kamp_2020_BJA", "S-DHNK", NO_MODEL),
    ("Kamp_2020_BJA", "R-DHNK", NO_MODEL),
    ("Kamp_2020_BJA", "HNK total", NO_MODEL),
    ("PerezRuixo_2021", "FRn 28 mg", "a parameter of the model, no observation"),
    ("Chong_2006", "iv", "how long the injection ran was not seen"),
    ("Chong_2006", "F K+NK", "how ketamine and norketamine were added was not seen"),
    ("PMC9118341", "nasal", "the nasal model follows S-ketamine alone, in sprays of another make"),
    ("PMC9118341", "iv bolus", FIRST_SAMPLE),
    ("Lahti_2001 (cited)", "", FIRST_SAMPLE),
    ("Krystal_1994 (cited)", "", A_RANGE),
    ("General anaesthesia (cited)", "", A_RANGE),
    ("Spravato label", "Tmax after last spray", A_RANGE),
    ("Spravato label", "t_half", A_RANGE),
    ("Spravato label", "bound", "protein binding is in no model"),
    ("Idvall_1979", "", "how long the infusions ran was not seen"),
    ("Steady-state ICU (Eur J Drug Metab)", "Css DHNK", NO_MODEL),
    ("Hijazi_2003", "", NOT_A_CURVE),
    ("Fanta_2015", "CL", NOT_A_CURVE),
    ("Langsjo_2005", "", "doses of target-controlled infusions were not seen"),
)
"""(study, its route, compound or metric; empty: all that no design stands for, why)."""

OWN: Final = (
    ("otto_2021", "Otto_2021_CHDR1311", "", ()),
    ("perezruixo_2021", "PerezRuixo_2021", "", ()),
    ("simons_2022", "Simons_2022", "", ()),
    ("assembled_racemic", "Chong_2006", "oral", ("F K", "Tmax K")),
    ("assembled_racemic", "Rolan_2013", "", ("F", "Tmax")),
    ("assembled_racemic", "Clements_1982", "im", ("F", "Tmax")),
)
"""What a model was made with: (model, beginning of the study, route, metrics); empty: all."""
