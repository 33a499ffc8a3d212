"""From a socket to the journal and the screens, on the real store and its threads."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.monitoring import AlarmRaised, SetCharted
from morrow.clinic import clock, journal, live
from morrow.clinic.bedside import gateway, inbox, queries
from morrow.clinic.bedside.mllp import END, START, listening
from morrow.clinic.push import Candidates, Change, Listener, hub
from morrow.clinic.visits import following
from tests.clinic import cast as casting
from tests.clinic.bedside import chair as chairs
from tests.clinic.bedside.chair import PULSE, Chair
from tests.clinic.cast import Cast
from tests.exchange.hl7.samples import BEATS, DIA, MMHG, OBR, SYS, message, msh, obx

BY = 5.0  # seconds until an expectation has failed; the machine of the tests may be busy


@pytest.fixture
def cast(real_store: None) -> Cast:
    return casting.make(timezone.now() - timedelta(hours=1))


@pytest.fixture
def chair(cast: Cast) -> Chair:
    """Ten minutes into an infusion: the first column is due."""
    began = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    return chairs.ready_from(cast, began)


@dataclass
class Monitor:
    """A monitor on a real socket, with the clock of this machine."""

    port: int
    sent: int = 0

    async def send(self, *, seconds_ago: float = 0, cuff: bool = False, spo2: int = 97) -> bytes:
        self.sent += 1
        now = datetime.now(UTC)
        at = (now - timedelta(seconds=seconds_ago)).strftime("%Y%m%d%H%M%S+0000")
        lines = [obx(str(spo2), at=at), obx("74", code=PULSE, channel="2", unit=BEATS, at=at)]
        if cuff:
            lines += [
                obx("141", code=SYS, channel="3", unit=MMHG, at=at),
                obx("88", code=DIA, channel="4", unit=MMHG, at=at),
            ]
        header = msh(
            control=f"R{self.sent}", sender=chairs.MONITOR, sent=now.strftime("%Y%m%d%H%M%S+0000")
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(START + message(header, OBR, *lines) + END)
        async with asyncio.timeout(BY):
            answer = await reader.readuntil(END)
        writer.close()
        assert b"MSA|AA" in answer
        return answer


@dataclass
class Journal:
    """What is committed, as it is told."""

    told: list[Recorded[Any]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, recorded: Sequence[Recorded[Any]]) -> None:
        with self.news:
            self.told += recorded
            self.news.notify_all()

    async def until(self, kind: type) -> Recorded[Any]:
        def wait() -> Recorded[Any]:
            with self.news:
                found = self.news.wait_for(lambda: self.of(kind), timeout=BY)
            assert found, f"no {kind.__name__} within {BY} s"
            return self.of(kind)[0]

        return await asyncio.to_thread(wait)

    def of(self, kind: type) -> list[Recorded[Any]]:
        return [each for each in self.told if isinstance(each.fact, kind)]


@asynccontextmanager
async def bedside() -> AsyncIterator[tuple[Monitor, Journal]]:
    async def store(raw: bytes, peer: str) -> Sequence[bytes]:
        return await inbox.areceive(raw, peer, now=datetime.now(UTC))

    heard = Journal()
    end = journal.subscribe(heard.hear)
    async with gateway.running(), listening(store, port=0) as (_, port):
        yield Monitor(port), heard
    end()


def test_a_pressure_on_a_socket_becomes_a_set_in_the_journal_that_cites_it(chair: Chair) -> None:
    async def run() -> Recorded[Any]:
        async with bedside() as (monitor, heard):
            await monitor.send(cuff=True)
            return await heard.until(SetCharted)

    recorded = asyncio.run(run())
    values = {reading.parameter.value: str(reading.value) for reading in recorded.fact.readings}
    assert values == {"sbp": "141", "dbp": "88", "hr": "74", "spo2": "97"}
    assert (recorded.stream, recorded.by, recorded.device) == (
        chair.stream, "gateway", chairs.MONITOR,
    )  # fmt: skip
    [cited] = {reading.message for reading in recorded.fact.readings}
    said = {one.reading.parameter: one.reading.value for one in queries.cited(int(cited[6:]))}
    assert all(said[r.parameter] == r.value for r in recorded.fact.readings)
    assert datetime.now(UTC) - recorded.happened_at < timedelta(seconds=BY)


def test_a_desaturation_on_a_socket_is_an_alarm_in_the_journal(chair: Chair) -> None:
    async def run() -> Recorded[Any]:
        async with bedside() as (monitor, heard):
            for seconds_ago in (16, 12, 8, 4):
                await monitor.send(seconds_ago=seconds_ago, spo2=87)
            return await heard.until(AlarmRaised)

    raised = asyncio.run(run())
    assert (raised.fact.key, raised.fact.value, raised.by) == ("spo2.low", 87, "gateway")


def test_rules_that_hang_hold_back_neither_the_answer_nor_the_screen(
    chair: Chair, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = threading.Event()
    monkeypatch.setattr(following, "catch_up", lambda *_, **__: hung.wait(60))

    async def run() -> list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        screen = Listener(concerns=lambda _: False, loop=loop, visit=chair.visit)
        hub.add(screen)
        shown = []
        async with bedside() as (monitor, _):
            for spo2 in (97, 96, 95):
                await monitor.send(spo2=spo2)
                async with asyncio.timeout(BY):
                    item = await screen.waiting.get()
                assert isinstance(item, Candidates)
                shown.append(item.data)
            hung.set()
        hub.remove(screen)
        return shown

    shown = asyncio.run(run())
    saturations = [[r["value"] for r in each["readings"] if r["parameter"] == "spo2"]
                   for each in shown]  # fmt: skip
    assert saturations == [["97"], ["96"], ["95"]]
    assert shown[0]["visit"] == str(chair.visit)
    assert shown[0]["feed"]["device"] == chairs.MONITOR
    assert not shown[0]["feed"]["silent"]


def test_rules_that_fail_are_tried_again_with_the_next_message(
    chair: Chair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, failed = following.catch_up, threading.Event()

    def once_broken(*arguments: Any, **more: Any) -> Any:
        if failed.is_set():
            return real(*arguments, **more)
        failed.set()
        raise RuntimeError("the store was away")

    monkeypatch.setattr(following, "catch_up", once_broken)

    async def run() -> None:
        async with bedside() as (monitor, heard):
            await monitor.send(cuff=True)
            assert await asyncio.to_thread(failed.wait, BY)
            await monitor.send()
            await heard.until(SetCharted)

    asyncio.run(run())
    assert "the store was away" in caplog.text


def test_what_was_acknowledged_before_a_crash_is_judged_within_seconds_of_the_start(
    chair: Chair,
) -> None:
    """The gateway was killed between the answer and the rules; nothing comes in any more."""
    now = datetime.now(UTC)
    for seconds_ago in (16, 12, 8, 4, 1):
        raw_at = now - timedelta(seconds=seconds_ago)
        chair.hear((raw_at - chair.began).total_seconds(), spo2=87)

    async def run() -> Recorded[Any]:
        heard = Journal()
        end = journal.subscribe(heard.hear)
        async with clock.running():
            raised = await heard.until(AlarmRaised)
        end()
        return raised

    raised = asyncio.run(run())
    assert (raised.fact.key, raised.by) == ("spo2.low", "clock")


def test_a_feed_that_has_fallen_silent_is_told_to_its_screens(chair: Chair) -> None:
    chair.hear((datetime.now(UTC) - chair.began).total_seconds() - 11, spo2=97)

    async def run() -> Candidates | Change | None:
        loop = asyncio.get_running_loop()
        screen = Listener(concerns=lambda _: False, loop=loop, visit=chair.visit)
        hub.add(screen)
        async with live.running(), asyncio.timeout(BY):
            item = await screen.waiting.get()
        hub.remove(screen)
        return item

    item = asyncio.run(run())
    hub.closed = False
    assert isinstance(item, Candidates)
    assert item.data["feed"]["silent"]
