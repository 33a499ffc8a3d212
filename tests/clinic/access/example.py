"""What an example of a route is."""

from dataclasses import dataclass, field
from typing import Any

OK, FOUND, EMPTY, WRONG, NOT_FOUND, HELD = 200, 302, 204, 422, 404, 409


@dataclass(frozen=True, kw_only=True)
class Example:
    route: str
    method: str = "GET"
    ok: int = OK
    operation: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    as_json: bool = False
