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


def prepared(name: str, value: str, key: str = "iv-ketamine") -> ProtocolPrepared | Refusal:
    changes = {name: Decimal(value)}
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
        ("notify.sbp_high", "60", "59"),
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
