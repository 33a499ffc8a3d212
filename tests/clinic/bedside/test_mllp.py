"""The MLLP server: frames however sliced, bounds, and one connection's trouble kept to itself."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.clinic.bedside.mllp import (
    END,
    START,
    Framer,
    FramingError,
    Limits,
    Listener,
    NotLoopbackError,
    listening,
    loopback,
)

QUICK = Limits(
    frame_bytes=200, frame_s=0.3, idle_s=0.6, answer_s=0.5, stray_bytes=32, connections=4
)


def framed(*messages: bytes) -> bytes:
    return b"".join(START + message + END for message in messages)


class TestFramer:
    @given(
        messages=st.lists(st.binary(max_size=60), max_size=5),
        cuts=st.lists(st.integers(0, 400), max_size=8),
    )
    def test_messages_arrive_whole_however_the_network_slices(
        self, messages: list[bytes], cuts: list[int]
    ) -> None:
        messages = [m.replace(b"\x0b", b"").replace(b"\x1c", b"") for m in messages]
        stream = framed(*messages)
        edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
        framer, found = Framer(), []
        for begin, end in itertools.pairwise(edges):
            found += framer.feed(stream[begin:end])
        assert found == messages
        assert (framer.stray, framer.broken, framer.inside) == (0, 0, False)

    def test_line_ends_between_frames_are_harmless_and_other_bytes_are_counted(self) -> None:
        framer = Framer()
        assert framer.feed(b"\r\n" + framed(b"a") + b"\r\nxyz\r" + framed(b"b")) == [b"a", b"b"]
        assert framer.stray == 3

    def test_a_frame_that_was_broken_off_gives_way_to_the_next(self) -> None:
        framer = Framer()
        assert framer.feed(START + b"half" + framed(b"whole")) == [b"whole"]
        assert framer.broken == 1

    def test_an_end_may_be_split_from_its_carriage_return(self) -> None:
        framer = Framer()
        assert framer.feed(START + b"a\x1c") == []
        assert framer.feed(b"\r" + framed(b"b")) == [b"a", b"b"]

    @pytest.mark.parametrize(
        "stream",
        [
            START + b"a\x1cb",
            START + b"x" * 201,
            framed(b"x" * 201),
            b"garbage " * 5,
            framed(b"a") + b"garbage " * 5 + framed(b"b"),
        ],
    )
    def test_what_is_not_mllp_or_too_much_ends_the_connection(self, stream: bytes) -> None:
        with pytest.raises(FramingError):
            Framer(QUICK).feed(stream)

    def test_a_message_of_exactly_the_limit_is_taken(self) -> None:
        assert Framer(QUICK).feed(framed(b"x" * 200)) == [b"x" * 200]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_addresses_may_be_listened_on(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "10.0.0.1", "", "example.org"])
def test_any_other_address_is_refused_with_the_reason(host: str) -> None:
    with pytest.raises(NotLoopbackError, match=r"write 127\.0\.0\.1 or ::1"):
        loopback(host)


# ── over a real socket ───────────────────────────────────────────────────────────────────────

Scene = Callable[["Ward"], Awaitable[None]]


class Ward:
    """A listener on a free port, what it stored, and ways to talk to it."""

    def __init__(self) -> None:
        self.stored: list[bytes] = []
        self.listener: Listener | None = None
        self.port = 0
        self.hold = asyncio.Event()
        self.hold.set()

    async def store(self, raw: bytes, peer: str) -> Sequence[bytes]:
        assert peer.startswith("127.0.0.1:")
        await self.hold.wait()
        if raw == b"broken disk":
            raise RuntimeError("the disk is broken")
        self.stored.append(raw)
        return [] if raw == b"silent" else [b"ack " + raw]

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, message: bytes) -> bytes:
        reader, writer = await self.connect()
        writer.write(framed(message))
        answer = await reader.readuntil(END)
        writer.close()
        return answer

    @property
    def counts(self) -> dict[str, int]:
        assert self.listener
        return self.listener.counts


def play(scene: Scene, limits: Limits = QUICK) -> Ward:
    async def run() -> Ward:
        ward = Ward()
        async with listening(ward.store, port=0, limits=limits) as (listener, port):
            ward.listener, ward.port = listener, port
            async with asyncio.timeout(20):
                await scene(ward)
        return ward

    return asyncio.run(run())


def test_a_message_is_stored_and_then_answered() -> None:
    async def scene(ward: Ward) -> None:
        assert await ward.ask(b"one") == framed(b"ack one")

    assert play(scene).stored == [b"one"]


def test_no_answer_leaves_before_the_message_is_stored() -> None:
    async def scene(ward: Ward) -> None:
        ward.hold.clear()
        reader, writer = await ward.connect()
        writer.write(framed(b"one"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        assert ward.stored == []
        ward.hold.set()
        assert await reader.readuntil(END) == framed(b"ack one")
        writer.close()

    play(scene)


def test_two_messages_in_one_packet_get_two_answers_in_order() -> None:
    async def scene(ward: Ward) -> None:
        reader, writer = await ward.connect()
        writer.write(framed(b"one", b"two"))
        both = framed(b"ack one", b"ack two")
        assert await reader.readexactly(len(both)) == both
        writer.close()

    assert play(scene).stored == [b"one", b"two"]


def test_a_message_that_asks_for_no_answer_gets_none() -> None:
    async def scene(ward: Ward) -> None:
        reader, writer = await ward.connect()
        writer.write(framed(b"silent", b"two"))
        assert await reader.readuntil(END) == framed(b"ack two")
        writer.close()

    assert play(scene).stored == [b"silent", b"two"]


def test_a_store_that_fails_gives_no_answer_and_hurts_no_other_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scene(ward: Ward) -> None:
        other_reader, other_writer = await ward.connect()
        reader, writer = await ward.connect()
        writer.write(framed(b"broken disk"))
        assert await reader.read() == b""
        writer.close()
        other_writer.write(framed(b"fine"))
        assert await other_reader.readuntil(END) == framed(b"ack fine")
        other_writer.close()
        assert ward.counts["failed"] == 1

    play(scene)
    assert "the disk is broken" in caplog.text


BAD_PEERS: list[bytes] = [
    b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a-browser-that-lost-its-way\r\n\r\n",
    START + b"x" * 1000,
    START + b"a\x1cb",
    START + b"never ends",
    b"",
    framed(b"broken disk"),
]


@pytest.mark.parametrize("bad", BAD_PEERS)
def test_a_bad_peer_is_closed_and_a_good_one_is_served_within_a_second(bad: bytes) -> None:
    async def scene(ward: Ward) -> None:
        reader, writer = await ward.connect()
        writer.write(bad)
        async with asyncio.timeout(1):
            assert await ward.ask(b"good") == framed(b"ack good")
        async with asyncio.timeout(3):
            assert await reader.read() == b""
        writer.close()

    assert play(scene).stored == [b"good"]


def test_one_byte_at_a_time_is_not_slow_enough_to_stay_for_ever() -> None:
    async def scene(ward: Ward) -> None:
        reader, writer = await ward.connect()
        gone = asyncio.create_task(reader.read())
        for byte in START + b"x" * 100:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)
            if gone.done():
                break
        assert gone.done()
        assert ward.counts["broken"] == 1
        writer.close()

    play(scene)


def test_a_peer_that_never_reads_its_answers_is_dropped() -> None:
    async def scene(ward: Ward) -> None:
        async def flood() -> None:
            _, writer = await ward.connect()
            while True:
                writer.write(framed(b"x" * 60_000) * 10)
                await writer.drain()

        with pytest.raises(OSError, match=r"reset|lost|pipe"):
            await flood()
        assert ward.counts["broken"] == 1

    wide = Limits(frame_bytes=64 * 1024, answer_s=0.5)
    play(scene, wide)


def test_more_connections_than_allowed_are_refused_and_the_allowed_go_on() -> None:
    async def scene(ward: Ward) -> None:
        allowed = [await ward.connect() for _ in range(QUICK.connections)]
        reader, writer = await ward.connect()
        assert await reader.read() == b""
        writer.close()
        allowed[0][1].write(framed(b"still here"))
        assert await allowed[0][0].readuntil(END) == framed(b"ack still here")
        assert ward.counts["refused"] == 1
        for _, open_writer in allowed:
            open_writer.close()

    play(scene)


def test_a_place_is_free_again_when_a_peer_has_left() -> None:
    async def scene(ward: Ward) -> None:
        for number in range(QUICK.connections * 3):
            assert await ward.ask(b"%d" % number)

    assert len(play(scene).stored) == QUICK.connections * 3


def test_five_hundred_connections_at_once_are_all_answered() -> None:
    async def scene(ward: Ward) -> None:
        answers = await asyncio.gather(*(ward.ask(b"%d" % n) for n in range(500)))
        assert sorted(answers) == sorted(framed(b"ack %d" % n) for n in range(500))

    play(scene, Limits())


def test_closing_the_listener_ends_open_connections(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def run() -> None:
        ward = Ward()
        async with listening(ward.store, port=0) as (listener, port):
            ward.listener, ward.port = listener, port
            reader, writer = await ward.connect()
            writer.write(framed(b"one"))
            assert await reader.readuntil(END)
        assert await reader.read() == b""
        writer.close()

    asyncio.run(run())
    assert caplog.text == ""


def test_a_listener_is_not_opened_to_the_network() -> None:
    async def attempt() -> Coroutine[Any, Any, None] | None:
        async with listening(Ward().store, host="0.0.0.0", port=0):
            return None

    with pytest.raises(NotLoopbackError, match="no authentication"):
        asyncio.run(attempt())
