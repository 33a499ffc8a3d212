"""The director's page: what waits, who may judge it, and what is on record afterwards."""

import ast
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from morrow.care.clinic import ReviewNoted
from morrow.care.visit.facts.check_in import GateOverridden
from morrow.care.visit.facts.dosing import BreachReviewed, InfusionFoundRunning
from morrow.care.visit.facts.leaving import FlagResolved
from morrow.care.visit.facts.monitoring import EmergencyDeclared, EmergencyEnded, SetCharted
from morrow.care.visit.rules import person
from morrow.care.visit.values import Parameter, Reading
from morrow.clinic import journal, streams
from morrow.clinic.director import queries
from morrow.clinic.director.models import Kind, Matter
from morrow.clinic.director.queries import Choice, Line
from morrow.clinic.director.words import rule_words
from morrow.clinic.people.actions import Duty
from morrow.clinic.people.models import SignedText
from morrow.clinic.store.rebuild import rebuild
from tests.clinic import cast as casting
from tests.clinic.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OVERRIDE = GateOverridden(rule="R27", reason="known white coat", seen={"sbp": "164"})


@pytest.fixture
def cast() -> Cast:
    return casting.make(timezone.now())


def duty(cast: Cast, who: str, *, place: str = "near") -> Duty:
    clinic, role = cast.records[place]["clinic"], who.rpartition("-")[2]
    return Duty(by=str(cast.people[who]), role=role, clinic=clinic, now=timezone.now())


def happens(cast: Cast, fact: object, who: str = "prescriber", *, place: str = "near") -> UUID:
    """A fact of the running visit, written by somebody.  Returns its id."""
    stream = streams.of_visit(cast.records[place]["running"])
    casting.append(duty(cast, who, place=place), stream, fact)
    return journal.read(stream)[-1].id


def hard_to_believe() -> SetCharted:
    return SetCharted(readings=(Reading(parameter=Parameter.SBP, value=Decimal(300)),))


def lines(cast: Cast, who: str = "director") -> list[Line]:
    return queries.lines(cast.clinic, cast.people[who])


def waiting(cast: Cast) -> list[Kind]:
    return [line.kind for line in lines(cast) if line.waits]


def post(
    client: Client,
    cast: Cast,
    matter: object,
    finding: str = "read, agreed",
    signs: str = "",
    secret: str = PASSWORD,
) -> int:
    url = f"/clinics/{cast.clinic}/director/{matter}/"
    signature = {"username": signs, "secret": secret} if signs else {}
    return client.post(url, {"reason": finding, **signature}).status_code


def page(client: Client, cast: Cast, query: str = "") -> str:
    return client.get(f"/clinics/{cast.clinic}/director/{query}").content.decode()


def test_a_quiet_clinic_says_that_nothing_waits(client: Client, cast: Cast) -> None:
    casting.sign_in(client, "director")
    shown = page(client, cast)
    assert "Nothing waits" in shown
    assert "Nobody has set a hold aside" in shown
    assert "None waits" in shown


def test_an_override_shows_rule_reason_values_person_and_visit(client: Client, cast: Cast) -> None:
    happens(cast, OVERRIDE)
    casting.sign_in(client, "director")
    shown = page(client, cast)
    for said in (
        "Vital signs before the dose", "R27", "known white coat", "systolic BP", "164", "Prescriber One, synthetic",
        f"/visits/{cast.records['near']['running']}/", "Nearone Syntheticnear",
    ):  # fmt: skip
        assert said in shown, said


def test_a_judged_override_waits_no_more_and_its_finding_is_a_fact(
    client: Client, cast: Cast
) -> None:
    override = happens(cast, OVERRIDE)
    casting.sign_in(client, "director")
    assert post(client, cast, override) == 302
    assert waiting(cast) == []
    last = journal.read(streams.of_clinic(cast.clinic))[-1]
    assert last.fact == ReviewNoted(about=str(override), finding="read, agreed")
    assert (last.by, last.role) == (str(cast.people["director"]), "director")
    assert "read, agreed" in page(client, cast, "?show=all")


@pytest.mark.parametrize(
    ("who", "status"),
    [("nurse", 403), ("prescriber", 403), ("admin", 403), ("auditor", 403), ("far-director", 404)],
)
def test_who_may_not_judge(client: Client, cast: Cast, who: str, status: int) -> None:
    override = happens(cast, OVERRIDE)
    casting.sign_in(client, who)
    assert post(client, cast, override) == status
    assert client.get(f"/clinics/{cast.clinic}/director/").status_code == status
    assert waiting(cast) == [Kind.OVERRIDE]


def test_a_matter_of_another_clinic_is_not_there(client: Client, cast: Cast) -> None:
    far = happens(cast, OVERRIDE, "far-prescriber", place="far")
    casting.sign_in(client, "director")
    assert post(client, cast, far) == 404
    assert "Syntheticfar" not in page(client, cast, "?show=all")


def test_an_open_flag_of_another_clinic_is_not_there_either(client: Client, cast: Cast) -> None:
    happens(cast, hard_to_believe(), "far-nurse", place="far")
    assert lines(cast) == []
    [far] = queries.lines(cast.far_clinic, cast.people["far-director"])
    casting.sign_in(client, "director")
    assert post(client, cast, far.matter.id) == 404


@pytest.mark.parametrize("matter", ["nonsense", "00000000-0000-0000-0000-000000000000.0"])
def test_what_is_no_matter_is_not_there(client: Client, cast: Cast, matter: str) -> None:
    casting.sign_in(client, "director")
    assert post(client, cast, matter) == 404


def test_nobody_judges_their_own_deed(client: Client, cast: Cast) -> None:
    override = happens(cast, OVERRIDE, "director")
    casting.sign_in(client, "director")
    assert "somebody else reviews it" in page(client, cast)
    assert post(client, cast, override) == 302
    assert waiting(cast) == [Kind.OVERRIDE]


def test_a_second_judgement_and_an_empty_one_store_nothing(client: Client, cast: Cast) -> None:
    override = happens(cast, OVERRIDE)
    casting.sign_in(client, "director")
    before = len(journal.read(streams.of_clinic(cast.clinic)))
    assert post(client, cast, override, finding=" ") == 302
    assert len(journal.read(streams.of_clinic(cast.clinic))) == before
    assert [post(client, cast, override), post(client, cast, override, "again")] == [302, 302]
    assert len(journal.read(streams.of_clinic(cast.clinic))) == before + 1


def test_a_flag_waits_until_it_is_resolved_in_the_record_or_read(
    client: Client, cast: Cast
) -> None:
    happens(cast, hard_to_believe(), "nurse")
    [flag] = lines(cast)
    assert (flag.kind, flag.who, flag.waits) == (Kind.FLAG, "Nurse One, synthetic", True)
    casting.sign_in(client, "director")
    assert post(client, cast, flag.matter.id, "ask the nurse") == 302
    [read] = lines(cast)
    assert (read.waits, read.unresolved) == (False, True)
    happens(cast, FlagResolved(flag=flag.matter.id, resolution="cuff on the tube"), "nurse")
    [resolved] = lines(cast)
    assert (resolved.waits, resolved.unresolved) == (False, False)
    assert (resolved.matter.answer, resolved.answered_by) == (
        "cuff on the tube", "Nurse One, synthetic",
    )  # fmt: skip


def test_a_breach_comes_first_and_its_review_lets_the_record_be_signed(
    client: Client, cast: Cast
) -> None:
    happens(cast, OVERRIDE)
    pump = happens(cast, InfusionFoundRunning(note="pump on, nobody knows why"), "nurse")
    assert waiting(cast) == [Kind.BREACH, Kind.OVERRIDE]
    casting.sign_in(client, "director")
    breach = lines(cast)[0].matter.id
    assert post(client, cast, breach, "pump swapped, no harm", "director") == 302
    assert waiting(cast) == [Kind.OVERRIDE]
    last = journal.read(streams.of_visit(cast.records["near"]["running"]))[-1]
    assert (last.by, last.role) == (str(cast.people["director"]), "director")
    [text] = SignedText.objects.filter(person_id=cast.people["director"])
    assert "finding: pump swapped, no harm" in text.text
    assert last.fact == BreachReviewed(breach=pump, finding="pump swapped, no harm")
    assert "pump swapped, no harm" in page(client, cast, "?show=all&what=breach")


@pytest.mark.parametrize(
    ("signs", "secret", "finding"),
    [
        ("", PASSWORD, "no harm"),
        ("director", "not the password", "no harm"),
        ("nurse", PASSWORD, "no harm"),  # may not review
        ("far-director", PASSWORD, "no harm"),
        ("director", PASSWORD, " "),
    ],
)
def test_a_breach_is_not_reviewed_without_a_signature_and_what_was_typed_stays(
    client: Client, cast: Cast, signs: str, secret: str, finding: str
) -> None:
    happens(cast, InfusionFoundRunning(note="x"), "second-nurse")
    casting.sign_in(client, "director")
    breach = lines(cast)[0].matter.id
    before = len(journal.read(streams.of_visit(cast.records["near"]["running"])))
    url = f"/clinics/{cast.clinic}/director/{breach}/"
    answer = client.post(url, {"reason": finding, "username": signs, "secret": secret})
    assert answer.status_code == 422
    assert f'value="{finding}"' in answer.content.decode()
    assert secret not in answer.content.decode()
    assert waiting(cast) == [Kind.BREACH]
    assert len(journal.read(streams.of_visit(cast.records["near"]["running"]))) == before


def test_a_prescriber_may_sign_a_breachs_review_on_the_directors_tablet(
    client: Client, cast: Cast
) -> None:
    happens(cast, InfusionFoundRunning(note="x"), "nurse")
    casting.sign_in(client, "director")
    assert post(client, cast, lines(cast)[0].matter.id, "no harm", "prescriber") == 302
    last = journal.read(streams.of_visit(cast.records["near"]["running"]))[-1]
    assert (last.by, last.role) == (str(cast.people["prescriber"]), "prescriber")


def test_an_emergency_waits_also_when_it_is_over(cast: Cast) -> None:
    happens(cast, EmergencyDeclared(note="not breathing well"), "nurse")
    happens(cast, EmergencyEnded(outcome="breathing, awake"), "nurse")
    [line] = lines(cast)
    assert (line.kind, line.waits, line.matter.answer) == (
        Kind.EMERGENCY, True, "breathing, awake",
    )  # fmt: skip


def test_filters_by_person_and_rule(cast: Cast) -> None:
    happens(cast, OVERRIDE)
    happens(cast, OVERRIDE, "nurse")
    happens(cast, GateOverridden(rule="R26", reason="sister on her way", seen={}))
    prescriber = str(cast.people["prescriber"])

    def chosen(*, by: str = "", what: str = "") -> list[tuple[str, str]]:
        taken = (line for line in lines(cast) if Choice(by=by, what=what).takes(line))
        return sorted((line.matter.rule, line.matter.by) for line in taken)

    assert chosen(by=prescriber) == [("R26", prescriber), ("R27", prescriber)]
    assert chosen(what="R26") == [("R26", prescriber)]
    assert chosen(what="override", by=str(cast.people["nurse"])) == [
        ("R27", str(cast.people["nurse"]))
    ]
    assert chosen(what="emergency") == []
    assert [(each.rule, each.total, each.waiting) for each in queries.counts(lines(cast))] == [
        ("R26", 1, 1), ("R27", 1, 1), ("R27", 1, 1),
    ]  # fmt: skip


def test_a_filter_that_finds_nothing_says_so(client: Client, cast: Cast) -> None:
    happens(cast, OVERRIDE)
    casting.sign_in(client, "director")
    assert "Nothing here for this filter" in page(client, cast, "?what=R26")


def test_proposed_numbers_and_unsigned_versions_stand_on_the_page(
    client: Client, cast: Cast
) -> None:
    casting.sign_in(client, "director")
    shown = page(client, cast)
    assert shown.count("rest on local policy") == 3
    assert shown.count("1 for a second signature") == 3


def test_a_rebuild_gives_the_same_matters_and_findings(client: Client, cast: Cast) -> None:
    override = happens(cast, OVERRIDE)
    happens(cast, EmergencyDeclared(), "nurse")
    happens(cast, EmergencyEnded(outcome="well"), "nurse")
    for _ in range(2):
        happens(cast, hard_to_believe(), "nurse")
    pump = happens(cast, InfusionFoundRunning(note="found"), "nurse")
    happens(cast, FlagResolved(flag="no such flag", resolution="lost"), "nurse")
    flag = next(line.matter.id for line in lines(cast) if line.kind is Kind.FLAG)
    happens(cast, FlagResolved(flag=flag, resolution="first"), "nurse")
    happens(cast, FlagResolved(flag=flag, resolution="second"), "nurse")
    happens(cast, BreachReviewed(breach=pump, finding="first"), "prescriber")
    happens(cast, BreachReviewed(breach=pump, finding="second"), "director")
    casting.sign_in(client, "director")
    assert post(client, cast, override) == 302
    assert {one.answer for one in Matter.objects.all()} == {"", "well", "first"}
    assert rebuild(check=True) == []


def overridable_rules() -> Iterator[str]:
    """The ids, up to what is filled in, of the holds that somebody may set aside."""
    for path in Path(person.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "hold":
                text = " ".join(ast.unparse(part) for part in node.args[4:])
                if ("Override." in text or "PRESCRIBER" in text or "_label" in text) and (
                    text != "Override.NONE"
                ):
                    yield ast.unparse(node.args[0]).strip("f'\"").partition("{")[0]


def test_every_rule_that_may_be_set_aside_has_words() -> None:
    rules = sorted(set(overridable_rules()))
    assert len(rules) > 10
    assert [rule for rule in rules if rule_words(rule.rstrip(".")) == rule.rstrip(".")] == []


def test_times_are_the_clinics(client: Client, cast: Cast) -> None:
    happens(cast, OVERRIDE)
    [line] = lines(cast)
    casting.sign_in(client, "director")
    local = line.matter.at.astimezone(ZoneInfo(casting.ZONE)).strftime("%Y-%m-%d %H:%M")
    assert local in page(client, cast)
