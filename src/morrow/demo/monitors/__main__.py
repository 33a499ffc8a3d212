"""The command line of the demonstration's monitors."""

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from morrow.demo.monitors.monitor import Playing, ScenarioError, builtin, load
from morrow.demo.monitors.play import play_all

log = logging.getLogger(__name__)


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
    running = play_all(playing, host=args.host, port=args.port, every_s=args.every)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_until_input_ends(running) if args.until_input_ends else running)
    return 0


async def _until_input_ends(running: Coroutine[Any, Any, None]) -> None:
    """Run as long as whoever started us holds our standard input open."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    playing = asyncio.create_task(running)
    ended = asyncio.create_task(reader.read())
    done, _ = await asyncio.wait({playing, ended}, return_when=asyncio.FIRST_COMPLETED)
    if playing in done:
        playing.result()  # it never returns by itself, so this raises
    playing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await playing


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m morrow.demo.monitors",
        description="Synthetic bedside monitors that speak HL7 over MLLP.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where Morrow listens")
    parser.add_argument("--port", type=int, default=2575, help="its MLLP port")
    parser.add_argument("--chairs", type=_count, default=12, help="how many monitors")
    parser.add_argument("--scenario", default="builtin", help="a JSON file, or builtin")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same values")
    parser.add_argument("--speed", type=_positive, default=1.0, help="minutes of infusion a minute")
    parser.add_argument("--every", type=_positive, default=2.0, help="seconds between messages")
    parser.add_argument(
        "--until-input-ends", action="store_true", help="end when standard input does"
    )
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
