"""Every figure has a label and a heading, and the standing drugs their place in an emergency."""

import pytest

from morrow.care.protocols import ALL, Protocol
from morrow.care.protocols.labels import GROUPS, LABELS

EVERY = pytest.mark.parametrize("protocol", ALL, ids=lambda one: one.key)


@EVERY
def test_every_figure_has_a_label_under_a_heading(protocol: Protocol) -> None:
    assert [key for key in protocol.figures if key not in LABELS] == []
    assert {LABELS[key][0] for key in protocol.figures} <= set(GROUPS)


def test_no_label_is_left_over_or_given_twice() -> None:
    assert set(LABELS) == {key for protocol in ALL for key in protocol.figures}
    assert len(set(LABELS.values())) == len(LABELS)


@EVERY
def test_an_emergency_begins_with_epinephrine_and_ends_with_what_is_swallowed(
    protocol: Protocol,
) -> None:
    """Order by hand: anaphylaxis, then IV, then oral."""
    drugs = [e.drug for e in sorted(protocol.standing, key=lambda entry: entry.urgency)]
    assert drugs[0].key == "epinephrine-im"
    routes = [drug.route == "oral" for drug in drugs]
    assert routes == sorted(routes)
    assert len({entry.urgency for entry in protocol.standing}) == len(protocol.standing)
