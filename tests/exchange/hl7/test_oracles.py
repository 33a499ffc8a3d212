"""Another reader agrees with ours on what a good message contains."""

import hl7
import pytest

from morrow.exchange.hl7 import Hl7Error, er7, read
from tests.exchange.hl7 import samples

GOOD = [pytest.param(raw, id=name) for name, raw in samples.ALL.items()]


@pytest.mark.parametrize("raw", GOOD)
def test_python_hl7_finds_the_same_segments_and_fields(raw: bytes) -> None:
    ours = er7.read(raw)
    theirs = hl7.parse(raw.decode(ours.header.charset))
    assert len(theirs) == len(ours.segments)
    for segment, other in zip(ours.segments, theirs, strict=True):
        fields = [str(other[n]) for n in range(len(other))]
        assert list(segment.fields) == fields


def test_python_hl7_throws_what_it_does_not_document_where_we_refuse() -> None:
    """Negative control, and the reason why it is an oracle here and not the reader."""
    with pytest.raises((AssertionError, IndexError)):
        hl7.parse("MSH\r")
    with pytest.raises(Hl7Error, match="MSH-1 and MSH-2"):
        read(b"MSH\r")
