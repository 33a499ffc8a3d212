"""The inbox: stored before it is answered, once however often it is sent, and never changed."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection

from morrow.care.visit.values import Parameter
from morrow.clinic.bedside import inbox, queries
from morrow.clinic.bedside.candidates import latest
from morrow.clinic.bedside.inbox import Arrival, receive
from morrow.clinic.bedside.models import Device, InboxMessage
from morrow.clinic.store import writer
from tests.exchange.hl7 import samples
from tests.exchange.hl7.samples import OBR, message, msh, obx

pytestmark = pytest.mark.both

NOW = datetime(2026, 11, 1, 14, 30, 1, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=1)
DEVICE = "0012AB34CD56EF78"
PEER = "127.0.0.1:50000"
P = Parameter


def code_of(answers: tuple[bytes, ...]) -> str:
    (answer,) = answers
    return answer.split(b"\rMSA|")[1][:2].decode()


def send(raw: bytes, *, now: datetime = NOW) -> str:
    return code_of(receive(raw, PEER, now=now))


@pytest.fixture
def heard() -> Iterator[list[Arrival]]:
    arrivals: list[Arrival] = []
    end = inbox.subscribe(arrivals.append)
    yield arrivals
    end()


@pytest.mark.django_db
class TestReceive:
    def test_a_message_is_stored_byte_for_byte_and_accepted(self) -> None:
        assert send(samples.PCD01) == "AA"
        (row,) = InboxMessage.objects.all()
        assert bytes(row.raw) == samples.PCD01
        assert (row.verdict, row.device, row.control_id, row.peer) == ("A", DEVICE, "M1", PEER)
        assert row.received_at == NOW

    def test_the_same_message_again_is_accepted_again_and_stored_once(
        self, heard: list[Arrival]
    ) -> None:
        assert [send(samples.PCD01) for _ in range(3)] == ["AA", "AA", "AA"]
        assert InboxMessage.objects.count() == 1
        assert len(heard) == 1

    def test_the_same_control_id_with_other_contents_is_an_error_and_loses_nothing(self) -> None:
        other = samples.PCD01.replace(b"|128|", b"|188|")
        assert [send(samples.PCD01), send(other), send(other)] == ["AA", "AE", "AE"]
        assert InboxMessage.objects.count() == 2
        (quarantined,) = queries.quarantined(BEFORE)
        assert "MSH-10 (segment 1): control id 'M1' was sent before" in quarantined.reason

    def test_a_monitor_that_counts_from_one_again_after_a_restart_is_heard(self) -> None:
        later = message(msh(sent="20261101093002-0500"), OBR, obx("90"))
        assert [send(message(msh(), OBR, obx())), send(later)] == ["AA", "AA"]
        assert InboxMessage.objects.count() == 2

    def test_two_devices_may_use_one_control_id(self) -> None:
        other = message(msh(sender="MON-8"), OBR, obx())
        assert [send(message(msh(), OBR, obx())), send(other)] == ["AA", "AA"]

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            (b"nonsense", "AR"),
            (message(msh(kind="ADT^A01"), OBR, obx()), "AR"),
            (message(msh(version="3.0"), OBR, obx()), "AR"),
            (message(msh(processing="T"), OBR, obx()), "AR"),
            (message(msh(processing="D"), OBR, obx()), "AR"),
            (message(msh(), obx()), "AE"),
            (message(msh(control=""), OBR, obx()), "AE"),
            (samples.PCD01 + b"\x00", "AE"),
            (samples.PCD01 + b"\rO\x00\xff", "AE"),
            (samples.PCD01 + b"\r\x00\x00\x00\xff", "AE"),
        ],
    )
    def test_what_cannot_be_taken_is_quarantined_once_and_answered_each_time(
        self, raw: bytes, code: str, heard: list[Arrival]
    ) -> None:
        assert [send(raw), send(raw)] == [code, code]
        (row,) = InboxMessage.objects.all()
        assert (bytes(row.raw), row.verdict, row.device) == (raw, code[1], "")
        assert [one.id for one in queries.quarantined(BEFORE)] == [row.id]
        assert heard == []
        assert not Device.objects.exists()

    def test_whoever_listens_gets_the_candidates_after_they_are_stored(
        self, heard: list[Arrival]
    ) -> None:
        send(samples.PCD01)
        (arrival,) = heard
        assert (arrival.device, arrival.message) == (DEVICE, InboxMessage.objects.get().id)
        assert len(arrival.candidates) == 6

    def test_a_listener_that_fails_does_not_keep_the_answer_back(
        self, heard: list[Arrival], caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(_: Arrival) -> None:
            raise RuntimeError("a screen fell over")

        end = inbox.subscribe(fail)
        assert send(samples.PCD01) == "AA"
        end()
        assert "a screen fell over" in caplog.text

    def test_a_store_that_fails_is_never_answered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(_: Callable[[], object]) -> object:
            raise writer.NotCommitted("disk full")

        monkeypatch.setattr(writer, "write", broken)
        with pytest.raises(writer.NotCommitted):
            send(samples.PCD01)

    @pytest.mark.parametrize("change", ["UPDATE {} SET device = 'x'", "DELETE FROM {}"])
    def test_the_database_refuses_to_change_the_inbox(self, change: str) -> None:
        send(samples.PCD01)

        def edit() -> None:
            with connection.cursor() as cursor:
                cursor.execute(change.format("bedside_inboxmessage"))

        with pytest.raises(DatabaseError, match="append-only"):
            writer.write(edit)


@pytest.mark.django_db
class TestQueries:
    def test_a_cuff_value_sent_in_every_message_is_one_candidate_of_the_first(self) -> None:
        cuff = "OBX|5||150020^^MDC|1.3.1.0|||||||X|||20261101092500-0500"
        for number in range(5):
            pressure = obx("128", code=samples.SYS, channel="1.3.1.1", unit=samples.MMHG, at="")
            sent = f"2026110109300{number}-0500"
            live = obx(str(95 + number), at=sent)
            raw = message(msh(control=str(number), sent=sent), OBR, live, cuff, pressure)
            assert send(raw, now=NOW + timedelta(seconds=number)) == "AA"
        found = queries.candidates(DEVICE, BEFORE)
        pressures = [c for c in found if c.reading.parameter is P.SBP]
        assert [(c.reading.value, c.fileable) for c in pressures] == [(Decimal(128), True)]
        assert pressures[0].message == InboxMessage.objects.order_by("id")[0].id
        assert [str(c.reading.value) for c in found if c.reading.parameter is P.SPO2] == [
            "95", "96", "97", "98", "99",
        ]  # fmt: skip
        assert {p: str(c.reading.value) for p, c in latest(found).items()} == {
            P.SPO2: "99",
            P.SBP: "128",
        }

    def test_a_cuff_value_with_the_messages_time_alone_is_not_filed_by_a_rule(self) -> None:
        send(message(msh(), OBR, obx("128", code=samples.SYS, unit=samples.MMHG, at="")))
        (candidate,) = queries.candidates(DEVICE, BEFORE)
        assert not candidate.fileable

    @pytest.mark.parametrize("skew", [-21_600, -61, -3, 0, 3, 61, 21_600])
    def test_a_wrong_clock_is_corrected_by_what_the_message_says_and_flagged(
        self, skew: int
    ) -> None:
        def shown(true: datetime) -> str:
            return (true + timedelta(seconds=skew)).strftime("%Y%m%d%H%M%S+0000")

        measured = NOW - timedelta(seconds=200)
        send(message(msh(sent=shown(NOW)), OBR, obx(at=shown(measured))))
        (candidate,) = queries.candidates(DEVICE, BEFORE)
        assert candidate.measured_at == measured
        assert candidate.clock_is_wrong == (abs(skew) > 60)
        assert queries.devices(NOW)[0].clock_is_wrong == (abs(skew) > 60)
        assert candidate.age(NOW) == timedelta(seconds=200)

    def test_what_was_told_of_the_zone_is_kept_with_the_message(self) -> None:
        answer = receive(samples.PHILIPS, PEER, now=NOW, zone=ZoneInfo("America/New_York"))
        assert code_of(answer) == "AA"
        found = queries.candidates("CM100", BEFORE)
        assert {f"{c.reading.at:%H:%M:%S}" for c in found} == {"14:29:55"}

    def test_a_device_that_falls_silent_is_shown_so_after_ten_seconds(self) -> None:
        send(samples.PCD01)
        states = [queries.devices(NOW + timedelta(seconds=s))[0].silent for s in (0, 10, 11)]
        assert states == [False, False, True]

    def test_nothing_older_than_asked_is_returned(self) -> None:
        send(samples.PCD01)
        assert queries.candidates(DEVICE, NOW - timedelta(microseconds=1))
        assert not queries.candidates(DEVICE, NOW)

    def test_a_cited_message_gives_its_values_back(self) -> None:
        send(samples.PCD01)
        candidate = queries.candidates(DEVICE, BEFORE)[0]
        assert candidate in queries.cited(candidate.message)
        assert candidate.cites == f"inbox:{candidate.message}"
        assert queries.cited(999) == ()

    def test_values_that_were_refused_can_be_asked_for(self) -> None:
        send(message(msh(), OBR, obx("97"), obx("90-140", channel="1.1.1.9")))
        (refused,) = queries.refused(DEVICE, BEFORE)
        assert refused.seen == "90-140"

    def test_an_ecg_is_believed_before_an_oximeter_and_both_before_a_cuff(self) -> None:
        rates = [
            obx("80", code="149546^^MDC", channel="1.3.1.4", unit=samples.BEATS),
            obx("71", code="149530^^MDC", channel="1.1.1.2", unit=samples.BEATS),
            obx("72", code="147842^^MDC", channel="1.4.1.1", unit=samples.BEATS),
        ]
        for number, lines in enumerate((rates[:1], rates[:2], rates)):
            send(message(msh(control=str(number)), OBR, *lines))
        assert latest(queries.candidates(DEVICE, BEFORE))[P.HR].reading.value == 72


class TestOnTheRealStore:
    def test_many_devices_at_once_are_all_stored_and_answered(self, real_store: None) -> None:
        async def run() -> list[tuple[bytes, ...]]:
            raws = [
                message(msh(sender=f"MON-{n % 12}", control=str(n)), OBR, obx()) for n in range(120)
            ]
            return await asyncio.gather(*(inbox.areceive(raw, PEER, now=NOW) for raw in raws * 2))

        assert {code_of(answers) for answers in asyncio.run(run())} == {"AA"}
        assert InboxMessage.objects.count() == 120
        assert {device.name for device in queries.devices(NOW)} == {f"MON-{n}" for n in range(12)}

    def test_the_row_is_committed_before_the_answer_is_given(self, real_store: None) -> None:
        """This thread's connection, which is not the writer's, sees it before the answer."""
        seen: list[int] = []
        end = inbox.subscribe(lambda _: seen.append(InboxMessage.objects.count()))
        receive(samples.PCD01, PEER, now=NOW)
        end()
        assert seen == [1]
