"""Socket to inbox: what comes in over MLLP is stored or refused, and good peers are served."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from morrow.care.visit.values import Parameter
from morrow.clinic.bedside import inbox, queries
from morrow.clinic.bedside.candidates import latest
from morrow.clinic.bedside.mllp import END, START, Limits, listening
from morrow.clinic.bedside.models import InboxMessage
from morrow.demo.monitors.monitor import Playing, builtin
from morrow.demo.monitors.play import play_all
from morrow.exchange.hl7 import Hl7Error, Verdict, acknowledge, problem_of, read
from tests.exchange.hl7 import samples
from tests.exchange.hl7.mutants import mutants

SOCKET_MUTANTS = 2_000


async def answer_only(raw: bytes, peer: str) -> Sequence[bytes]:
    """Reads and answers as the inbox does, without a store."""
    now = datetime.now(UTC)
    try:
        header = read(raw).header
    except Hl7Error as error:
        problems = [problem_of(error)]
        return acknowledge(error.header, Verdict.ERROR, problems=problems, now=now, ack_id="x")
    return acknowledge(header, Verdict.ACCEPT, now=now, ack_id="x")


async def throw(port: int, raw: bytes) -> str:
    """Send broken bytes on a connection of their own: answered, or closed without an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(START + raw + END)
    writer.write_eof()
    try:
        answers = await reader.read()
    except ConnectionResetError:
        answers = b""
    writer.close()
    return answers.split(b"\rMSA")[1][1:3].decode() if b"\rMSA" in answers else "closed"


def test_after_every_broken_message_on_a_socket_a_good_one_is_answered_within_a_second() -> None:
    async def run() -> Counter[str]:
        outcomes: Counter[str] = Counter()
        async with listening(answer_only, port=0, limits=Limits()) as (listener, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for raw in mutants(seed=7, count=SOCKET_MUTANTS):
                outcomes[await throw(port, raw)] += 1
                async with asyncio.timeout(1):
                    writer.write(START + samples.COMEN + END)
                    assert b"MSA|AA|77" in await reader.readuntil(END)
            writer.close()
            assert listener.counts["failed"] == 0
        return outcomes

    outcomes = asyncio.run(run())
    print(f"{SOCKET_MUTANTS} broken messages on sockets: {dict(outcomes)}")
    assert {"AA", "AE", "closed"} <= set(outcomes) <= {"AA", "AE", "CA", "CE", "closed"}
    assert sum(outcomes.values()) == SOCKET_MUTANTS


def test_twelve_monitors_reach_the_inbox_and_their_values_the_screens(real_store: None) -> None:
    async def store(raw: bytes, peer: str) -> Sequence[bytes]:
        return await inbox.areceive(raw, peer, now=datetime.now(UTC))

    async def run() -> list[float]:
        delays: list[float] = []
        sent: dict[str, float] = {}
        arrived = asyncio.Event()

        async def timed(raw: bytes, peer: str) -> Sequence[bytes]:
            sent[peer] = time.perf_counter()
            answers = await store(raw, peer)
            delays.append(time.perf_counter() - sent[peer])
            if len(delays) == 120:
                arrived.set()
            return answers

        async with listening(timed, port=0) as (_, port):
            playing = [Playing(monitor=m, began=datetime.now(UTC), seed=1) for m in builtin(12)]
            day = asyncio.create_task(play_all(playing, host="127.0.0.1", port=port, every_s=0.1))
            async with asyncio.timeout(20):
                await arrived.wait()
            day.cancel()
            await asyncio.wait([day])
        return delays

    delays = sorted(asyncio.run(run()))
    print(f"bytes to commit: p50 {delays[60] * 1e3:.1f} ms, max {delays[-1] * 1e3:.1f} ms")
    now = datetime.now(UTC)
    assert len(queries.devices(now)) == 12
    assert InboxMessage.objects.filter(verdict="A").count() >= 120
    assert not queries.quarantined(now - timedelta(minutes=5))
    values = latest(queries.candidates("MON-02", now - timedelta(minutes=5)))
    assert {Parameter.SBP, Parameter.DBP, Parameter.HR, Parameter.SPO2, Parameter.RR} <= set(values)
    # Every answered message is in the inbox; each monitor's messages are there once.
    numbers = InboxMessage.objects.filter(device="MON-02").values_list("control_id", flat=True)
    assert len(set(numbers)) == len(numbers)
