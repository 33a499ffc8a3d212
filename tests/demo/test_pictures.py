"""The documents' pictures: there, not too large, and as wide as they are made."""

import struct

import pytest

from tests.repository.sources import ROOT

IMAGES = sorted((ROOT / "docs" / "images").glob("*.png"))
KB_MAX = 300


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, from the header chunk that every PNG begins with."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert png[12:16] == b"IHDR"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.name)
def test_a_picture_is_a_screen_of_at_most_300_kb(path: object) -> None:
    content = (ROOT / "docs" / "images" / str(path)).read_bytes()
    assert len(content) <= KB_MAX * 1000
    assert size_of(content) == (1440, 900)


def test_the_pictures_are_those_that_the_script_makes() -> None:
    made = (ROOT / "script" / "_pictures.py").read_text("utf-8")
    assert {path.name for path in IMAGES} == {"visit.png", "board.png"}
    assert all(f'"{path.name}"' in made for path in IMAGES)
