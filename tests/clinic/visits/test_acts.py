"""POST /visits/<id>/acts/<Act>/"""

import pytest
from django.utils import timezone

from tests.clinic import cast as casting
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


def test_a_nurse_takes_a_patient_to_the_start_of_the_dose(cast: Cast) -> None:
    told = telling.started(cast)
    assert told.row.phase == "infusing"
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    assert view["word"] == "INFUSING"
    assert view["infusion"]["rate_ml_per_h"] == "151"
