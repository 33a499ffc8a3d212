"""A body that is larger than any of ours is refused before it is kept, whoever sends it."""

import asyncio
import json
from typing import Any

import pytest

from morrow.clinic.bodies import BODY_MAX, IMPORT_MAX, bounded

IMPORT = "/clinics/4f0c1d2e-0000-4000-8000-000000000001/patients/import/"


class Server:
    """One request, a piece at a time, and what was answered."""

    def __init__(self, path: str, pieces: list[int], stated: str | None = None) -> None:
        headers = [] if stated is None else [(b"content-length", stated.encode())]
        self.scope: dict[str, Any] = {"type": "http", "path": path, "headers": headers}
        self.pieces = pieces
        self.kept = 0
        self.answer: list[Any] = []

    async def receive(self) -> Any:
        size = self.pieces.pop(0)
        return {"type": "http.request", "body": b"x" * size, "more_body": bool(self.pieces)}

    async def send(self, message: Any) -> None:
        self.answer.append(message)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        """As Django: all of the body first."""
        more = True
        while more:
            message = await receive()
            self.kept += len(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def status(self) -> int:
        asyncio.run(bounded(self.app, self.scope, self.receive, self.send))
        return int(self.answer[0]["status"])


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/sign-in/", BODY_MAX, 200),
        ("/sign-in/", BODY_MAX + 1, 413),
        (IMPORT, BODY_MAX + 1, 200),
        (IMPORT, IMPORT_MAX, 200),
        (IMPORT, IMPORT_MAX + 1, 413),
    ],
)
@pytest.mark.parametrize("is_stated", [True, False])
def test_the_limit_on_both_sides(path: str, size: int, status: int, *, is_stated: bool) -> None:
    pieces = [65_536] * (size // 65_536) + [size % 65_536]
    server = Server(path, pieces, str(size) if is_stated else None)
    assert server.status() == status
    if status == 413:
        assert server.kept <= (0 if is_stated else size)
        assert b"Nothing was saved" in server.answer[1]["body"]


@pytest.mark.parametrize(
    ("sent", "answered"), [("application/json", "application/json"), ("text/csv", "text/html")]
)
def test_a_program_is_answered_with_json_and_a_person_with_a_page(sent: str, answered: str) -> None:
    server = Server(IMPORT, [1], str(IMPORT_MAX + 1))
    server.scope["headers"] += [(b"content-type", sent.encode())]
    assert server.status() == 413
    headers, body = dict(server.answer[0]["headers"]), server.answer[1]["body"].decode()
    assert headers[b"content-type"].decode().startswith(answered)
    assert int(headers[b"content-length"]) == len(body.encode())
    assert "a table of at most 2 MB" in (json.loads(body)["what"] if "json" in answered else body)


def test_an_endless_body_is_cut_off_at_once() -> None:
    server = Server("/", [65_536] * 100_000)
    assert server.status() == 413
    assert server.kept <= BODY_MAX
