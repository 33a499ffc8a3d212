"""The visit page as a nurse has it before her: what the tests press, type and read."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from morrow.clinic.visits.acts import ALL
from tests.browser.conftest import Server
from tests.clinic.cast import PASSWORD

SOON_MS: Final = 5_000

# Each key that goes down on the page, with the time of the press.
RECORD_KEYS: Final = """
window.pressed = [];
addEventListener("keydown", (event) => window.pressed.push(event.key), true);
"""


@dataclass(frozen=True, slots=True)
class Bedside:
    """One tablet that shows one visit."""

    page: Page
    visit: str
    name: str

    @property
    def word(self) -> Locator:
        return self.page.locator("#strip-word .word")

    @property
    def alarms(self) -> Locator:
        return self.page.locator("#strip-lines .alarm")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#panel")

    @property
    def log(self) -> Locator:
        return self.page.locator("#log")

    def press(self, name: str, *, within: str = "body") -> None:
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def send(self) -> None:
        """Send the form in the panel, and wait until it has closed or moved on."""
        self.panel.locator("[data-key=form-send]").click()

    def closed(self) -> None:
        expect(self.panel).to_be_hidden(timeout=SOON_MS)

    def type_set(self, keys: str) -> None:
        """Key by key into the new set: `|` is Tab, `~` is Enter, anything else itself."""
        for key in keys:
            self.page.keyboard.press({"|": "Tab", "~": "Enter"}.get(key, key))

    def recorded(self) -> None:
        """Wait until no column of the flowsheet waits for its receipt any more."""
        expect(self.page.locator("th.col--waiting")).to_have_count(0, timeout=SOON_MS)

    def cells(self, row: str) -> list[str]:
        """What the flowsheet shows in a row, oldest first."""
        found = self.page.locator("#flowsheet tbody tr").filter(
            has=self.page.locator("th", has_text=row)
        )
        return [text.strip() for text in found.locator("td.cell").all_inner_texts()]

    def view(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.request.get(f"/visits/{self.visit}/view.json").json()
        return found

    def record(self) -> str:
        """What the printed record says."""
        answer = self.page.request.get(f"/visits/{self.visit}/record.pdf")
        assert answer.ok, answer.status
        pages = PdfReader(io.BytesIO(answer.body())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def act(self, name: str, body: dict[str, Any], *, signs: str = "") -> None:
        """Do it beside the page, as another screen would."""
        sent: dict[str, Any] = {"id": _uuid(self.page), "body": body}
        if ALL[name].seen:
            sent["version"] = self.view()["version"]
        if signs:
            sent["signature"] = {"username": signs, "secret": PASSWORD}
        answer = self.page.request.post(
            f"/visits/{self.visit}/acts/{name}/",
            data=sent,
            headers={"X-CSRFToken": token(self.page)},
        )
        assert answer.ok, answer.text()


def token(page: Page) -> str:
    found: str = page.evaluate(
        'JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]'
    )
    return found


def _uuid(page: Page) -> str:
    found: str = page.evaluate("crypto.randomUUID()")
    return found


def at(open_page: Callable[..., Page], server: Server, name: str, **how: Any) -> Bedside:
    """Sign in (as the visit's own nurse unless `user` says otherwise) and open the visit."""
    how.setdefault("user", f"nurse-{name}")
    page = open_page(server, **how)
    visit = server.given[name]
    page.goto(f"/visits/{visit}/")
    bedside = Bedside(page, visit, name)
    expect(bedside.word).to_be_visible(timeout=SOON_MS)
    return bedside
