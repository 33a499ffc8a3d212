"""What the guards of a visit can tell apart: the key under which explored states are one.

`slots_of`: the answers in force, each as a small number for its content.  `rest_of`: phase, order,
people, overrides, pump, readings, alarms, timers, flags.  Instants appear only as ages, exact up
to the age from which no guard asks any more, and sets of facts only as what is still open of them.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from morrow.care.recorded import Recorded
from morrow.care.visit import alarms, breaches, flags, given
from morrow.care.visit.alarms import open_alarms
from morrow.care.visit.case import Case
from morrow.care.visit.clearance import cleared_at, must_be_cleared
from morrow.care.visit.facts import check_in as ci
from morrow.care.visit.facts import dosing as ds
from morrow.care.visit.facts import leaving as lv
from morrow.care.visit.facts import monitoring as mo
from morrow.care.visit.facts import planning as pl
from morrow.care.visit.knowledge import Knowledge
from morrow.care.visit.readings import Taken
from morrow.care.visit.recovery import not_before
from morrow.care.visit.state import VisitState
from morrow.care.visit.values import Parameter, Phase
from tests.care.visit.cast import START

Key = tuple[Any, ...]
P = Parameter
MINUTE = timedelta(minutes=1)
LONG = timedelta.max

_KNOWN: dict[int, int] = {}
_NUMBERS: dict[Any, int] = {}
_KEPT: list[Any] = []


def number(fact: Any) -> int:
    """A small number for the content of a fact; facts of an alphabet are met by identity."""
    known = _KNOWN.get(id(fact))
    if known is None:
        known = _KNOWN[id(fact)] = _NUMBERS.setdefault(fact, len(_NUMBERS))
        _KEPT.append(fact)  # so that nobody else gets its id
    return known


# ── slots ────────────────────────────────────────────────────────────────────────────────────

_PLAIN = (
    ci.IdentityConfirmed,
    ci.AllergiesConfirmed,
    ci.HeightMeasured,
    ci.ResponsibleAdultNamed,
    ci.WardHandoverNamed,
    ci.PregnancyAnswered,
    ci.CardiovascularAnswered,
    ci.SafetyStaffConfirmed,
    lv.AdviceGiven,
)


def slots_of(state: VisitState, now: datetime) -> Key:
    answers = _Answers(state)
    return tuple(ask(answers, now) for ask in _SLOTS)


def slot_changed(slots: Key, kind: type, state: VisitState, now: datetime) -> Key:
    """`slots` after a fact of a kind that fills one slot alone."""
    index = SLOT_OF[kind]
    return (*slots[:index], _SLOTS[index](_Answers(state), now), *slots[index + 1 :])


class _Answers:
    """The answers of this visit, by `happened_at`; see `Case.answers`, which the guards ask."""

    def __init__(self, state: VisitState) -> None:
        self.state, arrival = state, state.arrival
        self.came = (arrival.happened_at, arrival.version) if arrival else None
        self.since = state.asked_anew_from

    def all(self, kind: type) -> list[Recorded[Any]]:
        came = self.came
        if came is None:
            return []
        found = [
            r
            for r in self.state.by_kind.get(kind, ())
            if r.version > self.since and (r.happened_at, r.version) > came
        ]
        return found if len(found) < 2 else sorted(found, key=lambda r: (r.happened_at, r.version))

    def last(self, kind: type) -> Recorded[Any] | None:
        found = self.all(kind)
        return found[-1] if found else None

    def number(self, kind: type) -> int | None:
        last = self.last(kind)
        return None if last is None else number(last.fact)


def _age(at: datetime, now: datetime, most: timedelta) -> timedelta:
    """Exact up to `most`; then it has stopped mattering."""
    return min(now - at, most)


def _medicines(answers: _Answers, now: datetime) -> Key | None:
    last = answers.last(ci.MedicationsReviewed)
    if last is None:
        return None
    ages = tuple(
        None if one.last_taken_at is None else _age(one.last_taken_at, now, 480 * MINUTE)
        for one in last.fact.medications
    )
    return (number(last.fact), ages)


def _fasting(answers: _Answers, now: datetime) -> Key | None:
    last = answers.last(ci.FastingAnswered)
    if last is None:
        return None
    food = _age(last.fact.last_food_at, now, 360 * MINUTE)
    fluid = _age(last.fact.last_fluid_at, now, 120 * MINUTE)
    return (number(last.fact), food, fluid)


def _preparation(answers: _Answers, now: datetime) -> Key:
    entered, checked = answers.last(ci.PreparationEntered), answers.last(ci.PreparationChecked)
    last = answers.state.last(ci.PreparationEntered)  # signing balances even a void one
    return (
        entered and (number(entered.fact), entered.by),
        checked and (number(checked.fact), checked.by),
        bool(entered and checked and checked.version > entered.version),
        last and number(last.fact),
    )


def _baseline(answers: _Answers, now: datetime) -> Key:
    state = answers.state
    began = given.dose_began(state)
    found = answers.all(ci.BaselineAssessed)
    before = [r for r in found if began is None or r.happened_at <= began]
    return (
        number(found[-1].fact) if found else None,
        number(before[-1].fact) if before else None,
    )


def _risk(answers: _Answers, now: datetime) -> Key:
    state = answers.state
    signed = [r for r in state.all(ci.RiskDispositionSigned) if r.role == "prescriber"]
    since = signed[-1].version if signed else 0
    ended = given.dose_ended(state)
    thoughts = state.all(lv.NewSuicidalThoughtsAsked)
    asked = answers.all(lv.NewSuicidalThoughtsAsked)
    screens = state.all(ci.SuicideRiskScreened)
    return (
        answers.number(ci.SuicideRiskScreened),
        _set(number(r.fact) for r in screens if r.version > since),
        _set(number(r.fact) for r in screens),
        any(r.fact.safety_plan for r in signed),
        max(
            (
                -_age(r.happened_at, now, 31 * MINUTE)
                for r in asked
                if ended is None or r.happened_at >= ended
            ),
            default=None,
        ),
        _set(r.fact.answer for r in thoughts if r.version > since),
        _set(number(r.fact) for r in state.all(ci.RiskItemAnswered)),
    )


def _set(found: Iterable[Any]) -> Key:
    return tuple(sorted(set(found)))


def _recovery(answers: _Answers, now: datetime) -> Key | None:
    state = answers.state
    last, ended = answers.last(lv.RecoveryAssessed), given.dose_ended(state)
    if last is None:
        return None
    after = ended is not None and last.happened_at >= ended
    charted = [r for r in state.all(mo.SetCharted) if r.happened_at > last.happened_at]
    return (number(last.fact), _age(last.happened_at, now, 31 * MINUTE), after, bool(charted))


def _weight(answers: _Answers, now: datetime) -> Key:
    return tuple(number(r.fact) for r in answers.all(ci.WeightMeasured)[-2:])


def _cannula(answers: _Answers, now: datetime) -> bool:
    began, removed = given.dose_began(answers.state), answers.state.all(lv.CannulaRemoved)
    return any(began is None or r.happened_at >= began for r in removed)


def _plain(kind: type) -> Callable[["_Answers", datetime], int | None]:
    return lambda answers, now: answers.number(kind) if kind in answers.state.by_kind else None


_OWN: tuple[tuple[Callable[["_Answers", datetime], Any], tuple[type, ...]], ...] = (
    (_medicines, (ci.MedicationsReviewed,)),
    (_fasting, (ci.FastingAnswered,)),
    (_weight, (ci.WeightMeasured,)),
    (_preparation, (ci.PreparationEntered, ci.PreparationChecked)),
    (_baseline, (ci.BaselineAssessed,)),
    (
        _risk,
        (
            ci.SuicideRiskScreened,
            ci.RiskDispositionSigned,
            ci.RiskItemAnswered,
            lv.NewSuicidalThoughtsAsked,
        ),
    ),
    (_recovery, (lv.RecoveryAssessed,)),
    (_cannula, (lv.CannulaRemoved,)),
)
_SLOTS = (*(_plain(kind) for kind in _PLAIN), *(ask for ask, _ in _OWN))
SLOT_OF = {kind: index for index, kind in enumerate(_PLAIN)} | {
    kind: len(_PLAIN) + index for index, (_, kinds) in enumerate(_OWN) for kind in kinds
}
"""Which slot a kind of answer fills."""


# ── the rest ─────────────────────────────────────────────────────────────────────────────────


def rest_of(state: VisitState, know: Knowledge, now: datetime) -> Key:
    case = Case(state, know, now)
    return (
        state.phase,
        state.arrived_at is not None,
        state.nurse,
        state.patient,
        _order(case),
        state.emergency is not None,
        _overrides(case),
        _acknowledged(case),
        _pump(case),
        _timers(case),
        _booking_time(case),
        _readings(case),
        _alarms(case),
        _late(case),
        _flags(state),
        _open(state),
    )


def _order(case: Case) -> Key | None:
    state = case.state
    if pl.OrderSigned not in state.by_kind:
        return None
    signed, last = state.order_signed, state.last(pl.OrderSigned)
    wrong = state.last(ci.WrongPatientChosen)
    assert last is not None
    return (
        _set(r.fact.order.id.int for r in state.all(pl.OrderSigned)),
        last.fact.order.id.int,
        signed
        and (
            signed.by,
            signed.fact.needs_cosign,
            state.cosigned,
            case.date_of(signed.happened_at) == case.today,
            wrong is not None and wrong.version > signed.version,
        ),
    )


_TIMED = {"earliest", "since", "at", "assessed"}


def _overrides(case: Case) -> Key:
    """Each override in force or that may be again: one whose values hold a time counts by match."""
    if ci.GateOverridden not in case.state.by_kind:
        return ()
    found = set()
    this_instant = {case.now.isoformat(timespec=unit) for unit in ("minutes", "seconds")}
    earliest = not_before(case)
    now_values = {
        "earliest": earliest.isoformat(timespec="minutes") if earliest else "",
        **{
            f"since:{a.raised.key}": a.since.isoformat(timespec="seconds")
            for a in open_alarms(case.state)
        },
    }
    recorded_last = case.state.last(lv.RecoveryAssessed)
    now_values["assessed"] = (
        recorded_last.happened_at.isoformat(timespec="seconds") if recorded_last else "never"
    )
    assessed = _Answers(case.state).last(lv.RecoveryAssessed)
    if assessed:
        now_values["at"] = assessed.happened_at.isoformat(timespec="minutes")
    for recorded in case.state.all(ci.GateOverridden):
        rule, seen = recorded.fact.rule, dict(recorded.fact.seen)
        if recorded.version <= case.state.asked_anew_from or rule.startswith("R29.event."):
            continue  # of another patient; or of one mark alone (see `_alarms`)
        matched, fresh = True, False
        for name in _TIMED & set(seen):
            key = f"since:{rule.removeprefix('R33.alarm.')}" if name == "since" else name
            value = seen.pop(name)
            matched = matched and now_values.get(key) == value
            fresh = fresh or value in this_instant  # what happens now may still meet it
        if matched or fresh:
            how = (matched, fresh)
            found.add((rule, tuple(sorted(seen.items())), recorded.by, recorded.role, *how))
    return tuple(sorted(found))


def _acknowledged(case: Case) -> Key:
    found = {
        (r.fact.rule, tuple(sorted(r.fact.seen.items())))
        for r in case.state.all(ci.WarningAcknowledged)
        if r.fact.rule != "R49" and r.version > case.state.asked_anew_from
    }
    return tuple(sorted(found))


def _pump(case: Case) -> Key:
    state = case.state
    others = (
        len(state.all(ds.SprayGiven)),
        state.has(ds.InjectionGiven),
        given.given_mg(state, case.now) if state.has(ds.DoseFoundGiven) else None,
        _set(r.fact.given_mg for r in state.all(ds.InjectionGiven)),
        _set(r.fact.dose_mg for r in state.all(ds.InfusionStarted)),
        state.has(ds.DoseFoundGiven),
    )
    if not state.has(ds.InfusionStarted, ds.InfusionFoundRunning):
        return others
    infused = given.infused(state, case.now)
    last = infused.segments[-1] if infused.segments else None
    return (
        *others,
        state.has(ds.InfusionStarted),
        state.has(ds.InfusionFoundRunning),
        last is not None and last.end is None,
        last and last.rate_ml_per_h,
        infused.volume_ml,
        infused.measured,
    )


def _booking_time(case: Case) -> timedelta | None:
    """Bookings name an hour: until the patient is here, it matters what time it is."""
    early = case.state.phase in {None, Phase.PLANNED}
    return min(case.now - START, 180 * MINUTE) if early else None


def _timers(case: Case) -> Key:
    state, now = case.state, case.now
    ended, earliest = given.dose_ended(state), not_before(case)
    sprays = [r.happened_at for r in state.all(ds.SprayGiven)]
    injected = state.last(ds.InjectionGiven)
    return (
        ended is not None,
        given.dose_began(state) == now,
        None if earliest is None else max(earliest - now, timedelta()),
        _age(max(sprays), now, 5 * MINUTE) if sprays else None,
        _age(injected.happened_at, now, 15 * MINUTE) if injected else None,
    )


def _readings(case: Case) -> Key:
    began, ended = given.dose_began(case.state), given.dose_ended(case.state)
    series: dict[Parameter, list[Taken]] = {}
    for one in case.readings:
        series.setdefault(one.parameter, []).append(one)
    return tuple(
        (parameter.value, *_series(case, mine, began, ended))
        for parameter, mine in sorted(series.items())
    )


def _series(case: Case, mine: list[Taken], began: datetime | None, ended: datetime | None) -> Key:
    now, arrived = case.now, case.arrived_at
    last = mine[-1]
    if began is None:
        visit = [r for r in mine if arrived is not None and r.at >= arrived]
        return (
            last.value,
            last.on_oxygen,
            bool(visit),
            _age(last.at, now, 15 * MINUTE),
            tuple((r.value, r.on_oxygen) for r in mine if r.at == now)[-2:],
            _set(r.value for r in visit[:-1]),
            *(_span(visit, beyond, now) for beyond in BEYOND.get(last.parameter, ())),
        )
    before = case.baseline.get(last.parameter)
    since = [r for r in mine if r.at >= began]
    after = [r for r in mine if ended is not None and r.at >= ended]
    return (
        before.value if before else None,
        before.on_oxygen if before else None,
        tuple((r.value, r.on_oxygen) for r in since[-2:]),
        tuple((r.value, r.on_oxygen) for r in mine if r.at == now)[-2:],
        _age(since[-1].at, now, 5 * MINUTE) if since else None,
        tuple((r.value, r.on_oxygen) for r in after[-2:]),
        _age(after[-1].at, now, 31 * MINUTE) if after else None,
    )


BEYOND: dict[Parameter, tuple[Callable[[Any], bool], ...]] = {
    P.SBP: (lambda v: v >= 160, lambda v: v < 90),
    P.DBP: (lambda v: v >= 100,),
    P.HR: (lambda v: v < 50, lambda v: v > 110),
    P.SPO2: (lambda v: v < 94,),
}


def _span(visit: list[Taken], beyond: Callable[[Any], bool], now: datetime) -> Key | None:
    """For R27: how long before the last value beyond the limit there was a first one."""
    times = [r.at for r in visit if beyond(r.value)]
    if not times:
        return None
    return (_age(times[0], now, 10 * MINUTE), _age(times[-1], now, 10 * MINUTE),
            min(times[-1] - times[0], 5 * MINUTE), times[-1] == visit[-1].at)  # fmt: skip


def _alarms(case: Case) -> Key:
    state = case.state
    if mo.AlarmRaised not in state.by_kind and mo.EventMarked not in state.by_kind:
        return ()
    standing = open_alarms(state)
    answered = {r.fact.key: r.version for r in state.all(mo.AlarmSeen) if r.fact.done.strip()}
    cites = {alarm.raised.key: alarm.raised.cites for alarm in standing}
    newest = {parameter: one.set for parameter, one in case.latest.items()}
    dose = state.first_dose
    aside = {
        r.fact.seen.get("marked")
        for r in state.all(ci.GateOverridden)
        if r.fact.rule.startswith("R29.event.") and r.role == "prescriber"
    }
    before = {
        (r.fact.event, str(r.id) in aside)
        for r in case.answers(mo.EventMarked)
        if dose is None or r.version < dose.version
    }
    marked = {}
    for recorded in state.all(mo.EventMarked):
        key = f"event.{recorded.fact.event}"
        if dose is not None and recorded.version < dose.version:
            continue
        if answered.get(key, 0) < recorded.version:
            marked[key] = cites.get(key) == str(recorded.id)
    return (
        tuple(
            sorted(
                (a.raised.key, a.raised.level, str(a.raised.value), a.seen is not None,
                 bool(a.seen and a.seen.fact.done), cleared_at(state) > a.version,
                 a.since == case.now,
                 a.raised.parameter in newest and a.raised.cites == str(newest[a.raised.parameter]))
                for a in standing
            )
        ),
        must_be_cleared(state),
        tuple(sorted(marked.items())),
        tuple(sorted(before)),
        any(r.fact.event == "urinary" for r in state.all(mo.EventMarked)),
    )  # fmt: skip


def _late(case: Case) -> Key:
    """What was written down late, whether it still asks, and what became of it."""
    state = case.state
    sets = [r for r in state.all(mo.SetCharted) if r.happened_at < r.recorded_at]
    answered = {r.fact.key: r.version for r in state.all(mo.AlarmSeen) if r.fact.done.strip()}
    known = {p: one.value for p, one in case.baseline.items()}
    watch = breaches.Watch(
        baseline=known, protocol=case.protocol, now=case.now, zone=case.know.zone
    )
    found = breaches.late(breaches.by_parameter(alarms.samples(state)), watch) if sets else ()
    return (
        len(sets),
        state.has(ds.PumpFoundChanged),
        state.has(mo.ReadingCorrected),
        state.has(mo.ReadingMarkedArtefact),
        _set(
            (one.alarm.key, answered.get(f"late.{one.alarm.key}", 0) < one.version) for one in found
        ),
    )


def _flags(state: VisitState) -> Key:
    """Whether a flag is open, and whether a breach is: which one it is, no guard asks."""
    open_ = flags.unresolved(state) if state.flags else ()
    return (any(not flag.breach for flag in open_), any(flag.breach for flag in open_))


def _open(state: VisitState) -> Key:
    """What signing asks for besides: co-signatures, the drug's balance, serious events."""
    cosigned = {r.fact.given for r in state.all(mo.DrugCosigned) if r.role == "prescriber"}
    drugs = state.all(mo.DrugGiven)
    reported = {
        r.fact.seen.get("id") for r in state.all(ci.WarningAcknowledged) if r.fact.rule == "R49"
    }
    residual = state.last(ds.LineResidualRecorded)
    return (
        sum(r.fact.authority in {"verbal", "emergency"} and r.id not in cosigned for r in drugs),
        len(drugs),
        sum((r.fact.amount_mg for r in state.all(ds.DrugWasted)), start=0),
        sum((r.fact.content_mg for r in state.all(ds.VialOpened)), start=0),
        residual and residual.fact.volume_ml,
        _set((number(r.fact), str(r.id) in reported) for r in state.all(mo.AdverseEventRecorded)),
        state.has(lv.Discharged),
        state.has(lv.VisitSigned),
    )
