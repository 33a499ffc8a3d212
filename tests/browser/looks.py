"""How every page must look: nothing that axe finds, nothing hanging out, in each size and room."""

from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SIZES

WCAG: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is judged too, but not described at length
}


def looks(in_ci: str) -> list[Any]:
    """Each size in each room.  One of them ("tablet-dark") in CI; script/long runs the others."""
    every = [(size, room) for size in SIZES for room in ("light", "dark")]
    assert in_ci in {"-".join(look) for look in every}
    return [
        pytest.param(*look, marks=() if "-".join(look) == in_ci else pytest.mark.long)
        for look in every
    ]


def assert_accessible(page: Page) -> None:
    """No finding of axe at any level that WCAG 2.2 AA asks for."""
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def assert_inside(page: Page, selector: str) -> None:
    """No text of these parts crosses the border of its own part."""
    crossing = page.evaluate(CROSSING, selector)
    assert crossing == []


CROSSING: Final = """selector => [...document.querySelectorAll(selector)].flatMap(part => {
    const box = part.getBoundingClientRect(), found = [];
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (texts.currentNode.parentElement.closest(".visually-hidden")) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        for (const text of range.getClientRects())
            if (text.left < box.left || text.right > box.right + 0.5)
                found.push(texts.currentNode.data);
    }
    return found;
})"""


def assert_fits(page: Page) -> None:
    """Nothing hangs out at the side."""
    width, inside = page.evaluate(
        "[document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert inside <= width
