"""Monitors at work: each has one connection, sends about every two seconds and awaits its answer.

After trouble a monitor connects again and repeats what was not answered.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

from morrow.demo.monitors.monitor import Playing

START, END = b"\x0b", b"\x1c\r"
ANSWER_S: Final = 5.0
RETRY_S: Final = 1.0

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

log = logging.getLogger(__name__)


async def play_all(playing: list[Playing], *, host: str, port: int, every_s: float = 2.0) -> None:
    """All monitors, each on its own connection, a little apart as real ones are."""
    async with asyncio.TaskGroup() as group:
        for number, one in enumerate(playing):
            delay = every_s * number / len(playing)
            group.create_task(play(one, host=host, port=port, every_s=every_s, delay_s=delay))


async def play(
    playing: Playing, *, host: str, port: int, every_s: float = 2.0, delay_s: float = 0.0
) -> None:
    """One monitor for ever: connect, send, be answered, wait; on trouble, begin again."""
    await asyncio.sleep(delay_s)
    number, unanswered, told = 1, b"", False
    while True:
        try:
            if not playing.silent(datetime.now(UTC)):
                async with _connection(host, port) as streams:
                    while not playing.silent(now := datetime.now(UTC)):
                        unanswered = unanswered or playing.message(number, now)
                        await _send(*streams, unanswered)
                        number, unanswered, told = number + 1, b"", False
                        await asyncio.sleep(every_s)
        except (OSError, EOFError, TimeoutError) as error:
            if not told:
                log.info("%s: %s; trying again", playing.monitor.device, error or "no answer")
            told = True
        await asyncio.sleep(RETRY_S)


@contextlib.asynccontextmanager
async def _connection(host: str, port: int) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> None:
    writer.write(START + message + END)
    async with asyncio.timeout(ANSWER_S):
        await writer.drain()
        answer = await reader.readuntil(END)
    if b"\rMSA|AA|" not in answer:
        log.warning("not accepted: %s", answer.decode("ascii", "replace").replace("\r", " "))
