"""Trials, arms, doses and questions about them, as values.

Times are hours.  The clock of an arm is that of its `dose_times_h`, which begin at 0; a question
counts from the arm's first dose unless its `origin` says otherwise.  `None` is unknown, and
nothing here fills it in.
"""

from dataclasses import dataclass
from enum import StrEnum


class Population(StrEnum):
    TRD = "TRD"
    MDD = "MDD"
    BIPOLAR = "bipolar"
    SUICIDAL = "suicidal"
    PTSD = "PTSD"
    OCD = "OCD"


class Blinding(StrEnum):
    DOUBLE = "double"
    OPEN = "open"


class Setting(StrEnum):
    TRIAL = "trial"
    CLINIC = "clinic"


class Drug(StrEnum):
    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"
    SALINE = "saline"
    MIDAZOLAM = "midazolam"
    PLACEBO_SPRAY = "placebo_spray"
    PLACEBO = "placebo"
    NONE = "none"
    ECT = "ect"
    OTHER = "other"

    @property
    def is_ketamine(self) -> bool:
        """Whether it is what this service gives: racemic ketamine or esketamine."""
        return self in {Drug.KETAMINE, Drug.ESKETAMINE}


class Route(StrEnum):
    IV = "iv"
    IM = "im"
    SC = "sc"
    NASAL = "nasal"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    BUCCAL = "buccal"


class DoseUnit(StrEnum):
    MG = "mg"
    MG_PER_KG = "mg/kg"


class StartState(StrEnum):
    """How the patients of an arm were when it began."""

    DEPRESSED = "depressed"
    RESPONDER = "responder"
    REMITTER = "remitter"


class Statistic(StrEnum):
    MEAN = "mean"
    MEAN_CHANGE = "mean_change"
    DIFF_VS_CONTROL = "diff_vs_control"
    RESPONSE_PCT = "response_pct"
    REMISSION_PCT = "remission_pct"
    RELAPSE_PCT = "relapse_pct"
    MEDIAN_DAYS_TO_RELAPSE = "median_days_to_relapse"

    @property
    def is_percentage(self) -> bool:
        return self.value.endswith("_pct")


class Origin(StrEnum):
    """The instant that a time counts from."""

    FIRST_DOSE = "first_dose"
    LAST_DOSE = "last_dose"
    RANDOMISATION = "randomisation"


class AnalysisSet(StrEnum):
    ITT = "itt"
    COMPLETERS = "completers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What all arms of a trial share."""

    trial_id: str
    population: Population | None
    blinding: Blinding | None
    setting: Setting | None
    new_antidepressant: bool | None  # an oral antidepressant begun with the first dose


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One administration.  A fixed dose has `low == high`; a flexible one lies between."""

    time_h: float | None
    drug: Drug | None
    route: Route | None = None
    low: float | None = None
    high: float | None = None
    unit: DoseUnit | None = None
    infusion_min: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm: its doses in order of time, its patients, and how ill they were at the start."""

    trial_id: str
    arm_id: str
    doses: tuple[Dose, ...]  # none where the drug is `none`; one without a time if none is known
    n: int | None
    baseline_measure: str | None
    baseline_mean: float | None
    baseline_sd: float | None
    mean_age: float | None = None
    mean_weight_kg: float | None = None
    anaesthesia: str | None = None
    start_state: StartState | None = None

    @property
    def starts_well(self) -> bool:
        """Whether its patients had responded before it began.  Unsaid means depressed."""
        return self.start_state in {StartState.RESPONDER, StartState.REMITTER}

    @property
    def is_active(self) -> bool:
        """Whether it gives ketamine or esketamine, of any dose."""
        return any(dose.drug is not None and dose.drug.is_ketamine for dose in self.doses)

    @property
    def drug(self) -> Drug | None:
        """What defines the arm: its ketamine if it has one, else its first drug."""
        if not self.doses:
            return Drug.NONE
        drugs = [dose.drug for dose in self.doses]
        return next((drug for drug in drugs if drug and drug.is_ketamine), drugs[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What counted as an event: `<=10`, `>=50%` (a fall by half), `>=22 twice`."""

    sign: str
    limit: float
    is_percent: bool = False
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One number that is asked for."""

    trial_id: str
    arm_id: str
    time_h: float | None
    measure: str
    statistic: Statistic
    comparator_arm: str | None = None
    definition: Definition | None = None
    origin: Origin = Origin.FIRST_DOSE
    analysis_set: AnalysisSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An ask with all it refers to: its trial and every arm of that trial."""

    trial: Trial
    arms: tuple[Arm, ...]
    ask: Ask

    @property
    def arm(self) -> Arm:
        return self._arm(self.ask.arm_id)

    @property
    def comparator(self) -> Arm | None:
        return None if self.ask.comparator_arm is None else self._arm(self.ask.comparator_arm)

    @property
    def control(self) -> Arm | None:
        """The comparator, or else the first arm of the trial that gives no ketamine."""
        if self.comparator is not None and not self.comparator.is_active:
            return self.comparator
        return next((arm for arm in self.arms if not arm.is_active), None)

    @property
    def arm_hours(self) -> float | None:
        """The asked time on the clock of the arm's doses; None where that cannot be known."""
        time_h, origin, doses = self.ask.time_h, self.ask.origin, self.arm.doses
        if time_h is None or origin is Origin.RANDOMISATION or not doses:
            return time_h
        start = doses[0 if origin is Origin.FIRST_DOSE else -1].time_h
        if start is None:
            return time_h if origin is Origin.FIRST_DOSE else None
        return start + time_h

    def _arm(self, arm_id: str) -> Arm:
        return next(arm for arm in self.arms if arm.arm_id == arm_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A published number: what it answers, its standard error, and how far to trust it."""

    question: Question
    value: float
    se: float
    n: float  # patients behind it; may be a fallback, see `flags`
    weight: float  # 1 for a primary source, a half for a secondary copy
    family: str
    overlaps: frozenset[str]  # other families that hold some of the same patients
    study: str
    note: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def ask(self) -> Ask:
        return self.question.ask
