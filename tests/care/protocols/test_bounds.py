"""What a clinic's own version may say: both sides of every kind of bound."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from morrow.care.protocols import ALL, bounds, protocol
from morrow.care.protocols.facts import ProtocolPrepared
from morrow.care.protocols.signing import prepare
from morrow.care.visit.values import Signature
from morrow.evidence import Refusal

SIGNED = Signature(person="a", text_hash="0" * 64, at=datetime(2026, 3, 10, tzinfo=UTC))


# A figure that is moved far is moved with its neighbour: a version is judged as a whole.
WITH = {
    ("notify.sbp_high", "185"): {"stop.sbp_high": "190"},
    ("notify.sbp_low", "70"): {"stop.sbp_low": "60"},
}


def prepared(name: str, value: str, key: str = "iv-ketamine") -> ProtocolPrepared | Refusal:
    changes = {name: value, **WITH.get((name, value), {})}
    return version(changes, key)


def version(typed: dict[str, str], key: str = "iv-ketamine") -> ProtocolPrepared | Refusal:
    changes = {name: Decimal(value) for name, value in typed.items()}
    return prepare((), key=key, changes=changes, reason="reviewed", signature=SIGNED)


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        # cadences and times: from half to twice, never under a minute, never without end
        ("monitor.after_first", "7.5", "7.4"),
        ("monitor.after_then", "60", "61"),
        ("monitor.grace", "10", "100000"),
        ("notify.confirm", "1.5", "0.001"),
        ("stop.repeat", "10", "11"),
        ("start.repeat_gap", "2.5", "0.1"),
        ("repeat.cuff", "15", "1"),
        ("feed.stale", "20", "21"),
        ("hold.spo2", "30", "3600"),
        # what is counted is whole and at least 1
        ("monitor.after_first_count", "2", "2.5"),
        ("monitor.after_first_count", "8", "9"),
        ("staff.patients_per_nurse", "2", "0.5"),
        ("staff.patients_per_nurse", "1", "1.5"),
        ("frequency.max_in_7", "6", "7"),
        ("frequency.gap", "1", "0.5"),
        ("review.sessions", "48", "12.5"),
        ("consent.max_age", "24", "25"),
        # alarms: laxer by a leeway only, stricter as far as is plausible
        ("notify.sbp_high", "185", "186"),
        ("notify.sbp_high", "91", "90"),  # the low alarm stands there
        ("notify.sbp_low", "70", "69"),
        ("notify.sbp_fall", "37", "38"),
        ("notify.spo2_fall", "5", "6"),
        ("notify.spo2_low", "92", "91"),
        ("notify.hr_fall", "18", "19"),
        ("start.sbp_refuse", "200", "201"),
        ("start.dbp_hold", "110", "111"),
        ("stop.sbp_once", "220", "221"),
        ("stop.spo2_low", "88", "87"),
        ("stop.hr_low", "35", "34"),  # plausible ends before the leeway does
        ("stop.rr_low", "6", "5"),
        ("stop.moaas", "1", "0"),
        ("stop.rass", "-5", "-6"),
        ("stop.rass", "-1", "1"),  # the sign stays
        ("recovery.sbp", "160", "161"),
        ("recovery.moaas", "4", "3"),
        # times and scores whose laxer side is the other one
        ("recovery.minutes", "45", "44"),
        ("risk.phq9_item9", "1", "2"),
        ("limit.second_signature_above_mg_per_kg", "1.25", "1.3"),
    ],
)
def test_a_figure_moves_within_its_bounds_and_not_beyond(
    name: str, allowed: str, refused: str
) -> None:
    assert isinstance(prepared(name, allowed), ProtocolPrepared)
    assert isinstance(prepared(name, refused), Refusal)


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        # somebody is told before the dose must stop, in each direction
        ({"notify.sbp_high": "179"}, {"notify.sbp_high": "180"}),
        ({"stop.sbp_high": "166"}, {"stop.sbp_high": "165"}),
        ({"notify.dbp_high": "109"}, {"notify.dbp_high": "110"}),
        ({"notify.sbp_low": "81"}, {"notify.sbp_low": "80"}),
        ({"notify.hr_high": "124"}, {"notify.hr_high": "124", "stop.hr_high": "124"}),
        ({"notify.hr_low": "46"}, {"notify.hr_low": "45"}),
        ({"notify.spo2_low": "92"}, {"notify.spo2_low": "92", "stop.spo2_low": "92"}),
        ({"stop.spo2_low_oxygen": "94"}, {"stop.spo2_low_oxygen": "95"}),
        ({"notify.rr_low": "9"}, {"notify.rr_low": "8"}),
        ({"notify.moaas": "3"}, {"notify.moaas": "2"}),
        ({"stop.sbp_once": "180"}, {"stop.sbp_once": "179"}),
        ({"stop.dbp_once": "110"}, {"stop.dbp_once": "109"}),
        # no value is left without an alarm, and not every value is one
        ({"notify.sbp_low": "164"}, {"notify.sbp_low": "165"}),
        # warn, then hold or second signature, then refuse
        ({"start.sbp_hold": "140"}, {"start.sbp_hold": "139"}),
        ({"start.sbp_refuse": "160"}, {"start.sbp_refuse": "159"}),
        ({"start.dbp_hold": "110"}, {"start.dbp_hold": "110", "start.dbp_refuse": "109"}),
        (
            {"limit.second_signature_above_mg_per_kg": "0.75"},
            {"limit.second_signature_above_mg_per_kg": "0.74"},
        ),
        (
            {"limit.refuse_above_mg_per_kg": "1"},
            {"limit.refuse_above_mg_per_kg": "0.99"},
        ),
        # times of repeating and confirming
        ({"notify.confirm": "5"}, {"notify.confirm": "5.1"}),
        ({"stop.repeat": "3"}, {"stop.repeat": "2.9"}),
        ({"repeat.cuff": "60", "notify.confirm": "1.5"}, {"repeat.cuff": "60", "notify.confirm": "0.9"}),
        ({"monitor.grace": "10"}, {"monitor.grace": "10", "monitor.escalate": "9"}),
        ({"file.wait": "4"}, {"file.wait": "4", "file.early": "3"}),
    ],
)  # fmt: skip
def test_figures_that_contradict_each_other_make_no_version(
    allowed: dict[str, str], refused: dict[str, str]
) -> None:
    assert isinstance(version(allowed), ProtocolPrepared)
    found = version(refused)
    assert isinstance(found, Refusal)
    assert found.reason
    assert found.remedy


def test_a_contradiction_is_said_with_both_figures_and_what_would_be_right() -> None:
    found = version({"notify.sbp_high": "180"})
    assert isinstance(found, Refusal)
    said = "notify.sbp_high 180 mm[Hg] is not before stop.sbp_high 180 mm[Hg]"
    assert (found.reason, found.remedy) == (said, "notify.sbp_high must be under stop.sbp_high")


@pytest.mark.parametrize("key", [each.key for each in ALL])
def test_the_librarys_own_figures_are_in_order(key: str) -> None:
    figures = protocol(key).figures
    assert not list(bounds.disorders(figures, {name: f.value for name, f in figures.items()}))


def test_every_pair_that_is_ordered_is_of_figures_that_there_are() -> None:
    known = {name for each in ALL for name in each.figures} | {"limit.refuse_below_minutes"}
    assert {name for pair in (*bounds.BEFORE, *bounds.NOT_ABOVE) for name in pair} <= known


@pytest.mark.parametrize("key", [each.key for each in ALL])
def test_the_librarys_own_figures_lie_within_their_bounds(key: str) -> None:
    library = protocol(key)
    for name in library.proposed():
        figure = library.figure(name)
        assert bounds.of(name, figure).hold(figure.value), name


@pytest.mark.parametrize("key", [each.key for each in ALL])
def test_no_figure_may_be_moved_without_end(key: str) -> None:
    for name in protocol(key).proposed():
        for value in ("1000000", "-1000000", "NaN", "Infinity"):
            assert isinstance(prepared(name, value, key), Refusal), (name, value)
