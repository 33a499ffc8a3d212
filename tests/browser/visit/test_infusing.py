"""While a dose runs: alarms, pause, rate, stop; late entries, corrections and artefacts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server
from tests.browser.visit.bedside import SOON_MS, Bedside, at

pytestmark = pytest.mark.browser


FIVE_MINUTES_ON = """() => [4, 5].map(minutes => new Intl.DateTimeFormat("en-GB", {
    timeZone: "America/New_York", hour: "2-digit", minute: "2-digit",
}).format(new Date(Date.now() + minutes * 60000)))"""
"""The clock in five minutes, and in a little less: the minute may have turned since."""


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve("tests.browser.visit.fill:visits")


def fill(bedside: Bedside, **values: str) -> None:
    for label, value in values.items():
        bedside.panel.get_by_label(label.replace("_", " ")).first.fill(value)


def happened(bedside: Bedside, minutes: int) -> str:
    """Say in the open panel that it happened these minutes from now; the clock that was typed.

    The day is said too: near midnight a clock alone means the other day.  A day that the page does
    not offer, tomorrow, is put into its list.
    """
    day, clock = bedside.page.evaluate(
        """minutes => {
            const then = new Date(Date.now() + minutes * 60000);
            const there = (locale, parts) =>
                new Intl.DateTimeFormat(locale, {timeZone: "America/New_York", ...parts})
                    .format(then);
            return [there("en-CA", {year: "numeric", month: "2-digit", day: "2-digit"}),
                    there("en-GB", {hour: "2-digit", minute: "2-digit"})];
        }""",
        minutes,
    )
    bedside.panel.locator("[name='happened_at:day']").evaluate(
        """(select, day) => {
            if (![...select.options].some(one => one.value === day)) select.add(new Option(day));
            select.value = day;
        }""",
        day,
    )
    bedside.panel.locator("[name=happened_at]").fill(clock)
    return str(clock)


def readings(bedside: Bedside) -> dict[str, Any]:
    """The newest charted set."""
    found: dict[str, Any] = bedside.view()["grid"][-1]
    return found


def test_a_high_pressure_asks_for_a_repeat_then_alarms_and_is_answered_on_the_strip(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "alarm")
    expect(bedside.alarms).to_have_count(0)
    bedside.type_set("172/104~")
    expect(bedside.alarms.first).to_contain_text("REPEAT", timeout=SOON_MS)
    bedside.press("Repeat", within="#strip-lines .alarm:first-child")
    expect(bedside.page.get_by_label("BP, mmHg, new set")).to_be_focused()
    bedside.type_set("174/105~")
    systolic = bedside.alarms.filter(has_text="Systolic BP 174")
    expect(systolic).to_contain_text("NOTIFY", timeout=SOON_MS)
    expect(systolic).to_contain_text("not seen")
    systolic.get_by_role("button", name="Seen", exact=True).click()
    expect(systolic).to_contain_text("seen ", timeout=SOON_MS)
    expect(systolic.get_by_role("button", name="Seen", exact=True)).to_have_count(0)
    systolic.get_by_role("button", name="Drug").click()
    expect(bedside.panel).to_contain_text("70 kg")
    bedside.press("Clonidine 0.1 mg oral given now", within="#panel")
    expect(systolic).to_contain_text("Clonidine 0.1 mg oral given", timeout=SOON_MS)
    expect(bedside.log).to_contain_text("Clonidine")


def test_an_artefact_is_crossed_kept_and_counts_for_nothing(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "artefact")
    bedside.type_set("190/119~")
    expect(bedside.alarms).to_have_count(2, timeout=SOON_MS)
    bedside.press("Artefact", within="#strip-lines .alarm:first-child")
    bedside.press("moved", within="#panel")
    bedside.send()
    expect(bedside.page.locator("td.cell[data-artefact]")).to_have_text("190/119", timeout=SOON_MS)
    expect(bedside.page.locator("#lanes .mark-cross")).to_have_count(2)
    assert [one["value"] for one in bedside.view()["current"] if one["parameter"] == "sbp"] == [
        "122"
    ]


def test_a_correction_keeps_the_old_value_and_marks_the_cell(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "late")
    bedside.type_set("124/77|177~")
    cell = bedside.page.locator("#flowsheet").get_by_role("button", name="HR, 177")
    cell.click()
    bedside.press("Correct Heart rate…", within="#panel")
    bedside.panel.get_by_label("Heart rate is").fill("77")
    bedside.panel.get_by_label("Reason").fill("slip of the finger")
    bedside.send()
    bedside.closed()
    corrected = bedside.page.locator("#flowsheet").get_by_role("button", name="HR, 77, corrected")
    expect(corrected).to_be_visible(timeout=SOON_MS)
    expect(bedside.page.locator("td.cell[data-corrected]")).to_have_count(1)
    assert readings(bedside)["readings"]["hr"]["was"] == ["177"]


def test_a_late_set_carries_both_its_times(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "late")
    bedside.press("Enter late")
    earlier = happened(bedside, minutes=-20)
    bedside.panel.get_by_label("BP mmHg").fill("126 79")
    bedside.panel.get_by_label("Heart rate").fill("70")
    bedside.send()
    bedside.closed()
    head = bedside.page.locator("th.col[data-late=true]")
    expect(head).to_contain_text(earlier, timeout=SOON_MS)
    expect(head).to_contain_text("late")
    [late] = [one for one in bedside.view()["grid"] if one["late"]]
    assert late["readings"]["sbp"]["value"] == "126"
    assert late["at"] < late["recorded_at"]


def test_a_time_tomorrow_is_refused_and_what_was_typed_stays(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "late")
    before = len(bedside.view()["grid"])
    bedside.press("Enter late")
    happened(bedside, minutes=24 * 60)
    bedside.panel.get_by_label("Heart rate").fill("71")
    bedside.send()
    field = bedside.panel.locator("[data-field=happened_at]")
    expect(field.locator(".field__error")).to_be_visible(timeout=SOON_MS)
    expect(bedside.panel.get_by_label("Heart rate")).to_have_value("71")
    assert len(bedside.view()["grid"]) == before


def test_pause_resume_and_a_previewed_rate(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "infusing")
    bedside.press("Change rate")
    bedside.panel.get_by_label("New rate").fill("100")
    expect(bedside.panel.locator("output")).to_contain_text("at 100 mL/h", timeout=SOON_MS)
    bedside.panel.get_by_label("Reason").fill("dizzy")
    bedside.send()
    bedside.closed()
    expect(bedside.page.locator("#dose")).to_contain_text("100 mL/h", timeout=SOON_MS)
    bedside.press("Pause")
    bedside.press("distress", within="#panel")
    bedside.send()
    expect(bedside.word).to_have_text("PAUSED", timeout=SOON_MS)
    bedside.press("Resume")
    bedside.press("settled", within="#panel")
    bedside.send()
    expect(bedside.word).to_have_text("INFUSING", timeout=SOON_MS)
    assert [one["rate"] for one in bedside.view()["lanes"]["rates"]] == ["151", "100", "100"]


def test_a_stop_limit_waits_for_its_repeat_and_what_it_then_holds_is_said_with_its_rule(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "held")
    bedside.type_set("182/84~")
    systolic = bedside.alarms.filter(has_text="Systolic BP 182")
    due = bedside.page.evaluate(FIVE_MINUTES_ON)
    expect(systolic).to_contain_text("stop limit 180 reached: repeat by ", timeout=SOON_MS)
    assert any(clock in systolic.inner_text() for clock in due), (due, systolic.inner_text())
    bedside.page.keyboard.press("c")
    bedside.type_set("184/85~")
    expect(bedside.alarms.first).to_contain_text("STOP VALUE", timeout=SOON_MS)
    expect(bedside.page.locator("#strip-lines")).not_to_contain_text("repeat by")
    bedside.press("Pause")
    bedside.press("BP", within="#panel")
    bedside.send()
    expect(bedside.word).to_have_text("PAUSED", timeout=SOON_MS)
    held = bedside.page.locator("#dose .finding")
    expect(held).to_contain_text("A stop value came up")
    expect(held).to_contain_text("R29")
    expect(bedside.page.get_by_role("button", name="Resume", exact=True)).to_be_disabled()
    bedside.act("ResumeCleared", {"reason": "settled"}, signs="prescriber")
    expect(held).to_have_count(0, timeout=SOON_MS)
    expect(bedside.page.get_by_role("button", name="Clear to go on")).to_have_count(0)
    expect(bedside.page.get_by_role("button", name="Resume", exact=True)).to_be_enabled()


def test_a_weight_in_doubt_says_so_beside_the_drugs(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "held")
    bedside.act("WeightMeasured", {"weight_kg": "154"})
    bedside.page.reload()
    bedside.press("Drug", within="#actions")
    expect(bedside.panel).to_contain_text("Weight 154 kg, in doubt (70 kg before).")


def test_a_rate_above_the_order_is_held_in_place_with_its_source(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "shown")
    bedside.press("Change rate")
    bedside.panel.get_by_label("New rate").fill("300")
    bedside.panel.get_by_label("Reason").fill("behind")
    bedside.send()
    held = bedside.panel.locator(".finding")
    expect(held).to_contain_text("faster than the ordered 151 mL/h", timeout=SOON_MS)
    expect(bedside.panel.get_by_label("New rate")).to_have_value("300")
    held.locator("summary").first.click()
    expect(held.locator("details[open]").first).to_be_visible()
    assert bedside.view()["infusion"]["rate_ml_per_h"] == "151"


def test_stop_records_at_once_and_asks_why_after(server: Server, open_page: OpenPage) -> None:
    bedside = at(open_page, server, "stopping", size="desk")
    bedside.page.get_by_role("button", name="Stop", exact=True).click()
    expect(bedside.word).to_have_text("ENDED", timeout=SOON_MS)
    assert bedside.view()["infusion"]["running"] is False
    bedside.press("patient asked", within="#strip-stop")
    expect(bedside.log).to_contain_text("Reason for the stop: patient asked", timeout=SOON_MS)
    # Nothing runs now: a second press asks first, and records nothing by itself.
    bedside.page.get_by_role("button", name="Stop", exact=True).click()
    expect(bedside.page.locator("#strip-stop")).to_contain_text("Nothing is recorded as running")
    bedside.press("Nothing to stop", within="#strip-stop")
    assert bedside.view()["flags"] == []


def test_stop_and_emergency_stay_in_reach_while_a_form_is_open(
    server: Server, open_page: OpenPage
) -> None:
    bedside = at(open_page, server, "shown")
    bedside.press("Note")
    expect(bedside.panel).to_be_visible()
    for name in ("Stop", "Emergency"):
        button = bedside.page.get_by_role("button", name=name, exact=True)
        button.click(trial=True)
    bedside.page.keyboard.press("Escape")
    bedside.closed()
    expect(bedside.page.get_by_role("button", name="Note", exact=True)).to_be_focused()
