"""MLLP on a socket: frames 0x0B … 0x1C 0x0D in, answers out, each after its message is stored.

The server knows nothing of HL7: it hands bytes to `store` and writes what that returns.  `store`
returns only after its commit, so an answer that left here stands for a message that is kept.

MLLP has no authentication.  Therefore the listener binds to a loopback address only; monitors on
a network reach it through a gateway or a tunnel that authenticates them.

Everything a peer can do is bounded: frame size, time for a frame, silence, bytes outside frames,
connections.  A connection that breaks a bound is closed and logged; no other one notices.

Source: HL7 "Transport Specification: MLLP, Release 1".
"""

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

START: Final = b"\x0b"
END: Final = b"\x1c\r"
_CHUNK: Final = 16 * 1024

Store = Callable[[bytes, str], Awaitable[Sequence[bytes]]]
"""Keeps a message (bytes, peer) and returns its answers, none to many, after the commit."""

log = logging.getLogger(__name__)


class NotLoopbackError(ValueError):
    """An address that others on the network could reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one peer may use.  Bytes and seconds; proposed, generous for any monitor."""

    frame_bytes: int = 64 * 1024
    frame_s: float = 10.0
    idle_s: float = 120.0
    answer_s: float = 10.0
    stray_bytes: int = 1024
    connections: int = 512


class FramingError(Exception):
    """The peer does not speak MLLP, or breaks a limit; its connection ends."""


@dataclass(slots=True)
class Framer:
    """Cuts a stream of bytes into messages, however the network has sliced it.

    Bytes outside frames are dropped and counted; carriage returns and line feeds there are
    common and harmless.  A frame that begins inside another means that the first was broken off:
    the first is dropped and counted.
    """

    limits: Limits = field(default_factory=Limits)
    stray: int = 0
    broken: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _scanned: int = 0

    @property
    def inside(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that these bytes complete, in order; FramingError beyond a limit."""
        self._buffer += data
        messages: list[bytes] = []
        while self._begin():
            end = self._buffer.find(b"\x1c", self._scanned)
            again = self._buffer.find(START, self._scanned, end if end >= 0 else None)
            if again >= 0:
                self.broken += 1
                self._drop(again)
                continue
            self._check_size(end)
            self._scanned = len(self._buffer) if end < 0 else end
            if end < 0 or end + 1 == len(self._buffer):
                break
            if self._buffer[end + 1] != 0x0D:
                raise FramingError("0x1C inside a message, or an end without 0x0D")
            messages.append(bytes(self._buffer[1:end]))
            self._drop(end + 2)
        return messages

    def _begin(self) -> bool:
        """Drop what stands before the next frame; whether one has begun."""
        start = self._buffer.find(START, 0, 1)
        if start < 0 and self._buffer:
            start = self._buffer.find(START)
            outside = bytes(self._buffer if start < 0 else self._buffer[:start])
            self.stray += len(outside) - outside.count(b"\r") - outside.count(b"\n")
            self._drop(len(outside))
            if self.stray > self.limits.stray_bytes:
                raise FramingError(f"more than {self.limits.stray_bytes} bytes outside frames")
        if self._buffer and not self._scanned:
            self._scanned = 1
        return bool(self._buffer)

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._scanned = 0

    def _check_size(self, end: int) -> None:
        size = (len(self._buffer) if end < 0 else end) - 1
        if size > self.limits.frame_bytes:
            raise FramingError(f"a message of more than {self.limits.frame_bytes} bytes")


@dataclass(slots=True)
class Listener:
    """The open connections of one listener, and what has happened on them."""

    store: Store
    limits: Limits = field(default_factory=Limits)
    counts: Counter[str] = field(default_factory=Counter)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Called by asyncio for each connection; gives it a task of its own, or closes it."""
        peer = _peer(writer)
        if len(self._open) >= self.limits.connections:
            self.counts["refused"] += 1
            log.warning("mllp %s: refused, %d connections are open", peer, len(self._open))
            writer.close()
            return
        self.counts["connections"] += 1
        peer = f"{peer} #{self.counts['connections']}"  # ports are used again, connections are not
        task = asyncio.create_task(self._serve(reader, writer, peer), name=f"mllp {peer}")
        self._open.add(task)
        task.add_done_callback(self._ended)

    async def close(self) -> None:
        """End every connection.  A message being stored is stored, but may stay unanswered."""
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A failure ends its own connection, and is neither hidden nor passed to the others."""
        self._open.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        expected = isinstance(error, (FramingError, TimeoutError, OSError))
        self.counts["broken" if expected else "failed"] += 1
        level = logging.WARNING if expected else logging.ERROR
        trace = None if expected else error
        log.log(level, "%s: closed: %s", task.get_name(), error or "too slow", exc_info=trace)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str
    ) -> None:
        framer = Framer(self.limits)
        try:
            async for message in self._messages(reader, framer):
                self.counts["messages"] += 1
                for answer in await self.store(message, peer):
                    writer.write(START + answer + END)
                async with asyncio.timeout(self.limits.answer_s):
                    await writer.drain()
        except TimeoutError:
            writer.transport.abort()  # a peer that does not read would never let it close
            raise
        finally:
            self.counts["stray_bytes"] += framer.stray
            self.counts["broken_frames"] += framer.broken + framer.inside
            writer.close()

    async def _messages(self, reader: asyncio.StreamReader, framer: Framer) -> AsyncIterator[bytes]:
        """Messages until the peer leaves.  A frame, once begun, must end in time."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while True:
            left = (
                begun + self.limits.frame_s - loop.time() if framer.inside else self.limits.idle_s
            )
            async with asyncio.timeout(max(left, 0)):
                data = await reader.read(_CHUNK)
            if not data:
                return
            was_inside = framer.inside
            messages = framer.feed(data)
            for message in messages:
                yield message
            if framer.inside and (messages or not was_inside):
                begun = loop.time()


def loopback(host: str) -> str:
    """`host` as a loopback address; NotLoopbackError says why another is refused."""
    name = "127.0.0.1" if host == "localhost" else host
    try:
        own = ipaddress.ip_address(name).is_loopback
    except ValueError as error:
        raise NotLoopbackError(f"{host!r} is not an address; write 127.0.0.1 or ::1") from error
    if not own:
        raise NotLoopbackError(
            f"refusing to listen on {host}: MLLP has no authentication, so anyone on that network "
            "could send readings; write 127.0.0.1 or ::1 and bring monitors in through a gateway"
        )
    return name


@asynccontextmanager
async def listening(
    store: Store, *, host: str = "127.0.0.1", port: int = 2575, limits: Limits | None = None
) -> AsyncIterator[tuple[Listener, int]]:
    """A listener while the block runs, and the port it has (useful where 0 was asked for)."""
    address = loopback(host)
    listener = Listener(store, limits or Limits())
    server = await asyncio.start_server(listener.accept, address, port)
    try:
        yield listener, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await listener.close()
        await server.wait_closed()


def _peer(writer: asyncio.StreamWriter) -> str:
    name = writer.get_extra_info("peername")
    return f"{name[0]}:{name[1]}" if name else "unknown"
