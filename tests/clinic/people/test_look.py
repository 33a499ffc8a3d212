"""The look, as far as arithmetic can judge it: contrast and both rooms."""

import re
from pathlib import Path
from typing import Final

import pytest

from morrow.clinic import access

STATIC: Final = Path(access.__file__).parent / "static" / "morrow"
TOKENS: Final = (STATIC / "tokens.css").read_text()
ROOMS: Final = {"light": ":root", "dark": ':root[data-theme="dark"]'}
PAIRS: Final = re.findall(r"@pair ([\w-]+) ([\w-]+)(?: (3)\b)?", TOKENS)


def block(selector: str) -> dict[str, str]:
    """The custom properties of a rule."""
    start = TOKENS.index(f"{selector} {{")
    inside = TOKENS[start : TOKENS.index("}", start)]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", inside))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    """The worked value of WCAG 2.2's own definition."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]} on {pair[1]}")
def test_each_pair_is_readable_in_both_rooms(room: str, pair: tuple[str, str, str]) -> None:
    text, ground, large = pair
    colours = block(ROOMS[room])
    assert contrast(colours[text], colours[ground]) >= (3 if large else 4.5)


def test_the_dark_room_is_the_same_by_choice_and_by_preference() -> None:
    chosen, preferred = block(ROOMS["dark"]), block(':root:not([data-theme="light"])')
    assert chosen
    assert chosen == preferred


def channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def test_the_dark_room_has_little_blue() -> None:
    """Red-shifted: of every colour at most three quarters as much blue as red, and no white."""
    for name, value in block(ROOMS["dark"]).items():
        if value.startswith("#"):
            red, _, blue = channels(value)
            assert blue * 4 <= red * 3 or name.startswith("on-"), name
            assert blue <= 0xD9, name


def test_the_alarms_of_the_dark_room_differ_in_more_than_hue() -> None:
    """By lightness, for who tells hues apart badly; the words and signs beside them differ too."""
    dark = block(ROOMS["dark"])
    grounds = [luminance(dark[name]) for name in ("medium", "high", "low", "technical")]
    assert grounds == sorted(grounds, reverse=True)
    assert contrast(dark["medium"], dark["high"]) >= 2.5
    assert contrast(dark["high"], dark["low"]) >= 1.4


def test_every_colour_of_the_light_room_has_its_dark_one() -> None:
    light = {name for name, value in block(ROOMS["light"]).items() if value.startswith("#")}
    assert light == {name for name in block(ROOMS["dark"]) if name != "shadow"}


@pytest.mark.parametrize("sheet", ["base.css", "components.css", "door.css"])
def test_no_sheet_names_a_colour_of_its_own(sheet: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", text) == []


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_token_that_a_sheet_uses_exists(sheet: Path) -> None:
    used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text()))
    assert used <= set(block(ROOMS["light"]))


def test_everything_fetched_is_our_own() -> None:
    for sheet in STATIC.glob("*.css"):
        assert not re.search(r"url\(|@import|@font-face", sheet.read_text()), sheet.name
