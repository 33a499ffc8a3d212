"""The cast and a chair, for tests of what a monitor's values become."""

import pytest
from django.utils import timezone

from tests.clinic import cast as casting
from tests.clinic.bedside import chair as chairs
from tests.clinic.bedside.chair import Chair
from tests.clinic.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())


@pytest.fixture
def chair(cast: Cast) -> Chair:
    """A running infusion with a monitor at the chair."""
    return chairs.ready(cast)
