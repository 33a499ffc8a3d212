#!/usr/bin/env python3
# usage: script/_pictures.py (no options)
"""Make the pictures of the documents anew, from a demo of its own: docs/images/*.png.

Needs Chromium.  Run it when a screen has changed; a test holds their size.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from morrow.demo.clinic.roster import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8731
URL = f"http://127.0.0.1:{PORT}"
SETTLE_MS = 5_000  # live values have come, and the clock has ticked
PICTURES = (  # file, who looks, and whose visit, or the board
    ("visit.png", "nurse-bravo", "Synthetic Birch"),
    ("board.png", "coordinator", ""),
)


@contextmanager
def demo() -> Iterator[None]:
    """A fresh demo, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(ROOT / ".venv/bin/morrow"), "demo", "--port", str(PORT)]
        process = subprocess.Popen(
            [*command, "--data-dir", folder], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            ready = any(line.strip().startswith("auditor") for line in process.stdout)
            assert ready, "the demo did not start"
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def take(page: Page, name: str, username: str, patient: str) -> None:
    """Sign in, go there, wait for live values, and keep what is seen."""
    page.goto(f"{URL}/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{URL}/board/")
    if patient:
        page.get_by_role("link", name=patient).first.click()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=IMAGES / name)


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("No Chromium on this machine (package chromium).", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with demo(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, username, patient in PICTURES:
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
            take(page, name, username, patient)
            print(f"docs/images/{name}: {(IMAGES / name).stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
