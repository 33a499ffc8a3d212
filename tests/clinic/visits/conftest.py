"""The cast, for every test about visits."""

import pytest
from django.utils import timezone

from tests.clinic import cast as casting
from tests.clinic.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return casting.make(timezone.now())
