"""The demonstration's bedside monitors: `python -m morrow.demo.monitors --port 2575`.

A program of its own, which knows Morrow only through a socket: each monitor has one connection,
sends a message about every two seconds, waits for its answer, and after trouble connects again
and repeats what was not answered.  Everything it sends is synthetic.
"""

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from morrow.demo.monitor import Playing, ScenarioError, builtin, load

START, END = b"\x0b", b"\x1c\r"
ANSWER_S: Final = 5.0
RETRY_S: Final = 1.0

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

log = logging.getLogger("morrow.demo.monitors")


def main(arguments: list[str] | None = None) -> int:
    """Run until interrupted.  Exit 0 after that, 2 for an argument that cannot be used."""
    args = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        scenario = builtin(args.chairs) if args.scenario == "builtin" else load(Path(args.scenario))
    except ScenarioError as error:
        log.error("--scenario: %s", error)  # noqa: TRY400  (the reason, not our stack)
        return 2
    began = datetime.now(UTC)
    playing = [
        Playing(monitor=monitor, began=began, seed=args.seed, speed=args.speed)
        for monitor in scenario[: args.chairs]
    ]
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(play_all(playing, host=args.host, port=args.port, every_s=args.every))
    return 0


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m morrow.demo.monitors", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where Morrow listens")
    parser.add_argument("--port", type=int, default=2575, help="its MLLP port")
    parser.add_argument("--chairs", type=_count, default=12, help="how many monitors")
    parser.add_argument("--scenario", default="builtin", help="a JSON file, or builtin")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same values")
    parser.add_argument("--speed", type=_positive, default=1.0, help="minutes of infusion a minute")
    parser.add_argument("--every", type=_positive, default=2.0, help="seconds between messages")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 99:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 99")
    return int(text)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not more than 0 and at most 1000")
    return value


if __name__ == "__main__":
    sys.exit(main())
