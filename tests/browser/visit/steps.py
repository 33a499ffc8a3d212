"""What a nurse does on the way out of every visit, by whatever route the drug went in."""

from playwright.sync_api import expect

from tests.browser.visit.bedside import SOON_MS, Bedside
from tests.clinic.cast import PASSWORD


def pick(bedside: Bedside, group: str, choice: str) -> None:
    found = bedside.panel.get_by_role("radiogroup", name=group)
    found.get_by_label(choice, exact=True).check()


def fill(bedside: Bedside, **fields: str) -> None:
    for label, value in fields.items():
        bedside.panel.get_by_label(label).first.fill(value)


def sent(bedside: Bedside) -> None:
    bedside.send()
    bedside.closed()


def open_criterion(bedside: Bedside, rule: str) -> None:
    bedside.page.locator(f"[data-rule='{rule}'] .finding__actions button").first.click()


def chart(bedside: Bedside) -> None:
    """A whole set with MOAA/S 5, which the end asks for, by keyboard."""
    bedside.page.keyboard.press("c")
    bedside.type_set("124/787397141" + "5~")
    bedside.recorded()


def assess(bedside: Bedside) -> None:
    bedside.press("Assess recovery…")
    pick(bedside, "Orientation", "full")
    pick(bedside, "Gait", "steady")
    pick(bedside, "Moves on request", "four limbs")
    pick(bedside, "Breathing", "deep, coughs")
    pick(bedside, "Vomiting", "no")
    fill(bedside, **{"CADSS-6": "0"})
    pick(bedside, "MOAA/S", "5 answers readily")
    sent(bedside)


def advise_and_ask(bedside: Bedside) -> None:
    """Written advice, and the one question about suicide before leaving."""
    open_criterion(bedside, "R33.advice")
    fill(bedside, Document="advice 1")
    pick(bedside, "Also to the responsible adult", "yes")
    sent(bedside)
    open_criterion(bedside, "R34.asked")
    pick(bedside, "Answer", "no")
    sent(bedside)


def hand_over(bedside: Bedside) -> None:
    expect(bedside.word).to_have_text("MEETS CRITERIA", timeout=SOON_MS)
    bedside.press("Discharge…")
    fill(bedside, **{"Handed over to": "Adult Synthetic"})
    bedside.send()
    expect(bedside.word).to_have_text("DISCHARGED", timeout=SOON_MS)


def sign(bedside: Bedside) -> None:
    bedside.press("Sign the record")
    fill(bedside, **{"User name": f"nurse-{bedside.name}", "PIN or password": PASSWORD})
    bedside.send()
    expect(bedside.word).to_have_text("SIGNED", timeout=SOON_MS)
