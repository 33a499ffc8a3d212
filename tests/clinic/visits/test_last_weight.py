"""What the page of a running visit knows of the weight before."""

from decimal import Decimal

from morrow.care.visit.state import BEFORE_DOSING
from morrow.clinic import streams
from morrow.clinic.visits import knowledge
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling


def test_the_last_weight_is_known_while_the_dose_runs(cast: Cast) -> None:
    """A weight that is hard to believe stays in doubt beside the drugs, which is where it counts."""
    running = telling.started(cast)
    telling.checked_in(cast, patient=running.patient)
    state, row = streams.visit(running.visit), running.row
    assert state.phase not in BEFORE_DOSING
    known = knowledge.to_show(row.id, state, streams.clinic(row.clinic_id), row.clinic_id)
    assert known.last_weight_kg == Decimal(70)
