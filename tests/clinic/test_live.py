"""GET /live/: what changed, as it is committed; a reader who comes back skips nothing."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.utils import timezone

from morrow.care.clinic import Role
from morrow.clinic import live, push
from morrow.clinic.people import actions as people
from morrow.clinic.store import entries
from tests.clinic import cast as casting
from tests.clinic.access.test_sweep import enter
from tests.clinic.cast import Cast
from tests.clinic.visits import told as telling
from tests.clinic.visits.told import Told

pytestmark = pytest.mark.both


@pytest.fixture
def cast(real_store: None) -> Iterator[Cast]:
    made = casting.make(timezone.now())
    push.hub.closed = False
    yield made
    push.hub.close()


class Screen:
    """One open stream."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self._parts: AsyncIterator[bytes] = aiter(answer.streaming_content)

    async def part(self) -> str:
        """The next part of the stream, pings too."""
        return (await asyncio.wait_for(anext(self._parts), 5)).decode()

    async def rest(self) -> list[str]:
        """Everything up to the stream's own end."""
        return [part.decode() async for part in self._parts]

    async def event(self) -> tuple[int, str, int]:
        """The next change: position, stream, version."""
        while True:
            part = await self.part()
            if part.startswith("event: changed"):
                _, position, data = part.strip().split("\n")
                said = json.loads(data.removeprefix("data: "))
                return int(position.removeprefix("id: ")), said["stream"], said["version"]

    async def end(self) -> None:
        await self._parts.aclose()  # type: ignore[attr-defined]


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run it, and leave no connection of its thread behind."""

    async def closing() -> Any:
        try:
            return await coroutine
        finally:
            await sync_to_async(connections.close_all)()

    return asyncio.run(closing())


async def open_(cast: Cast, who: str, query: str, **headers: str) -> Any:
    cookies = (await sync_to_async(enter)(cast, who)).cookies
    client = AsyncClient()
    client.cookies = cookies
    return await client.get(f"/live/?{query}", headers=headers or None)


async def listen(cast: Cast, who: str, query: str, **headers: str) -> Screen:
    answer = await open_(cast, who, query, **headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/event-stream"
    screen = Screen(answer)
    assert (await screen.part()).startswith("retry:")
    return screen


def mark(told: Told, event: str = "nausea") -> int:
    told.must("EventMarked", {"event": event})
    return told.row.version


amark = sync_to_async(mark)


def test_both_screens_of_a_visit_see_each_fact_within_a_second_in_the_same_order(
    cast: Cast,
) -> None:
    told = telling.arrived(cast)

    async def watch() -> None:
        screens = [
            await listen(cast, who, f"visit={told.visit}") for who in ("nurse", "prescriber")
        ]
        for _ in range(3):
            began = time.monotonic()
            version = await amark(told)
            seen = [await screen.event() for screen in screens]
            assert time.monotonic() - began < 1 + 2  # the fact's own request is in this time
            assert {each[1:] for each in seen} == {(f"visit:{told.visit}", version)}
            assert seen[0] == seen[1]
        for screen in screens:
            await screen.end()

    run(watch())


def test_who_comes_back_is_told_everything_since_and_nothing_twice(cast: Cast) -> None:
    told, other = telling.arrived(cast), telling.arrived(cast)
    position = entries.end()
    versions = [mark(told), mark(other), mark(told), mark(told)]

    async def come_back() -> None:
        headers = {"Last-Event-ID": str(position)}
        screen = await listen(cast, "nurse", f"visit={told.visit}", **headers)
        seen = [await screen.event() for _ in range(3)]
        assert [version for _, _, version in seen] == [versions[0], *versions[2:]]
        assert {stream for _, stream, _ in seen} == {f"visit:{told.visit}"}
        late = await amark(told)
        assert (await screen.event())[2] == late
        await screen.end()

    run(come_back())


def test_what_was_committed_between_the_page_and_the_stream_is_told(cast: Cast) -> None:
    told = telling.arrived(cast)
    view = told.as_("nurse").get(f"/visits/{told.visit}/view.json").json()
    version = mark(told)

    async def open_late() -> None:
        screen = await listen(cast, "nurse", view["urls"]["live"].partition("?")[2])
        assert (await screen.event())[2] == version
        await screen.end()

    run(open_late())


def test_a_screen_that_falls_behind_reads_the_journal_and_skips_nothing(cast: Cast) -> None:
    told = telling.arrived(cast)
    watched = live._Watch(
        person=UUID(int=0), clinic=cast.clinic, visit=None, emergency=False, session=""
    )

    async def fall_behind() -> None:
        listener = push.Listener(
            concerns=lambda change: True,
            loop=asyncio.get_running_loop(),
            waiting=asyncio.Queue(2),
        )
        stream = live._events(listener, watched, None)
        await anext(stream)
        first = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.2)
        versions = [await amark(told) for _ in range(6)]
        parts = [await asyncio.wait_for(first, 5)]
        parts += [await asyncio.wait_for(anext(stream), 5) for _ in range(5)]
        said = [json.loads(part.split("data: ")[1])["version"] for part in parts]
        assert said == versions
        await stream.aclose()

    run(fall_behind())


def test_the_board_hears_of_its_own_clinic_alone(cast: Cast) -> None:
    told = telling.arrived(cast)
    far = cast.duty(timezone.now(), clinic=cast.far_clinic)

    async def watch() -> None:
        screen = await listen(cast, "coordinator", f"board=1&clinic={cast.clinic}")
        await sync_to_async(people.add_chair)(far, name="Chair 9")
        version = await amark(told)
        assert (await screen.event())[1:] == (f"visit:{told.visit}", version)
        await screen.end()

    run(watch())


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("far-nurse", "visit=@visit", 404),
        ("auditor", "visit=@visit", 403),
        ("anonymous", "visit=@visit", 302),
        ("far-nurse", "board=1&clinic=@clinic", 404),
        ("nurse", "", 400),
        ("nurse", "visit=x", 400),
    ],
)
def test_nobody_listens_at_a_door_that_is_closed_to_them(
    cast: Cast, who: str, query: str, status: int
) -> None:
    told = telling.arrived(cast)
    asked = query.replace("@visit", str(told.visit)).replace("@clinic", str(cast.clinic))
    answer = run(open_(cast, who, asked))
    assert (answer.status_code, isinstance(answer, StreamingHttpResponse)) == (status, False)


def test_a_revoked_role_ends_the_stream(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PING_S", 0.1)
    monkeypatch.setattr(live, "ASKED_AGAIN_S", 0.5)
    told = telling.arrived(cast)

    async def watch() -> None:
        screen = await listen(cast, "nurse", f"visit={told.visit}")
        assert ": ping" in await screen.part()
        revoke = sync_to_async(people.set_roles)
        duty, nurse = cast.duty(timezone.now()), cast.people["nurse"]
        await revoke(duty, person=nurse, wanted=[Role.ADMIN], reason="moved")
        assert all(part == ": ping\n\n" for part in await asyncio.wait_for(screen.rest(), 5))

    run(watch())


def test_a_stream_ends_with_its_own_session_and_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING_S", 0.1)
    monkeypatch.setattr(live, "ASKED_AGAIN_S", 0.3)
    told = telling.arrived(cast)

    async def watch() -> None:
        leaves, stays = (
            await sync_to_async(enter)(cast, "nurse"),
            await listen(cast, "nurse", f"visit={told.visit}"),
        )
        client = AsyncClient()
        client.cookies = leaves.cookies
        screen = Screen(await client.get(f"/live/?visit={told.visit}"))
        assert (await screen.part()).startswith("retry:")
        signed_out = await sync_to_async(leaves.post)("/sign-out/")
        assert signed_out.status_code == 302
        assert all(part == ": ping\n\n" for part in await asyncio.wait_for(screen.rest(), 5))
        for _ in range(6):  # longer than it takes to be asked again
            assert await stays.part() == ": ping\n\n"
        await stays.end()

    run(watch())


def test_all_streams_end_when_the_server_stops(cast: Cast) -> None:
    told = telling.arrived(cast)

    async def watch() -> None:
        screen = await listen(cast, "nurse", f"visit={told.visit}")
        rest = asyncio.ensure_future(screen.rest())
        await asyncio.sleep(0.1)
        push.hub.close()
        assert len(await asyncio.wait_for(rest, 2)) <= 1

    run(watch())
    assert not push.hub._listeners


def test_the_stream_is_never_stored_by_a_cache_on_the_way(cast: Cast) -> None:
    told = telling.arrived(cast)
    answer = run(open_(cast, "nurse", f"visit={told.visit}"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert settings.MORROW is not None
