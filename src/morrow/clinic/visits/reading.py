"""What a page sends about a visit, read into an intention; errors say what would be right."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

from morrow.care.calendar import zone
from morrow.care.visit import commands as c
from morrow.care.visit.facts import monitoring
from morrow.care.visit.values import Signature
from morrow.clinic.visits.acts import Act, Signed
from morrow.exchange import charted, entries
from morrow.exchange.entries import Context, Error, Unreadable

BODY_MAX: Final = 64 * 1024  # bytes; the largest of our bodies has a few hundred
DELAY_MAX: Final = timedelta(minutes=5)
"""An intention is decided when it arrives: one that has travelled longer is asked again."""

LATE_MAX: Final = timedelta(days=31)
"""Proposed (local policy): an older time is taken for a slip of the date."""

_UNSAFE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_VERSION: Final = re.compile(r"[0-9]{1,9}")

_ID: Final = "the id that the page made for this tap, such as 4f0c1d2e-0000-4000-8000-000000000000"


class TooLarge(Exception):
    """The body is larger than any of ours."""


class NotJson(Exception):
    """The body is no JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who signs on the spot, as typed."""

    username: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One act as it came in.  `request` is what a repeat must equal; a secret is not in it."""

    id: UUID
    body: Mapping[str, Any]
    happened_at: datetime | None
    seen: int | None
    proof: Proof | None
    request: Mapping[str, Any]


def body_of(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of a request, its numbers as the texts they were written in.

    Raises TooLarge or NotJson.
    """
    if int(request.headers.get("Content-Length") or 0) > BODY_MAX:
        raise TooLarge
    raw = request.read(BODY_MAX + 1)
    if len(raw) > BODY_MAX:
        raise TooLarge
    try:
        found: object = json.loads(
            raw, parse_int=str, parse_float=str, parse_constant=_no_constant,
            object_pairs_hook=_each_once,
        )  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(found, dict):
        raise NotJson
    return found


def sent(act: Act, found: Mapping[str, Any], context: Context) -> Sent:
    """The act's envelope.  Raises Unreadable."""
    errors = [
        Error(field=str(name), wrong="there is no such field", right=", ".join(_FIELDS))
        for name in found
        if name not in _FIELDS
    ]
    client_id: UUID | None = _read(errors, lambda: _id(found.get("id")))
    happened_at = _read(errors, lambda: _happened_at(act, found.get("happened_at"), context))
    seen = _read(errors, lambda: _seen(act, found.get("version")))
    proof = _read(errors, lambda: _proof(act, found.get("signature")))
    body = found.get("body", {})
    if not isinstance(body, Mapping):
        errors.append(Error(field="body", wrong="it is no object", right="values by field"))
    if errors or client_id is None:
        raise Unreadable(errors)
    request = {"act": act.name, "body": body, "happened_at": found.get("happened_at")}
    return Sent(
        id=client_id, body=body, happened_at=happened_at, seen=seen, proof=proof, request=request
    )


def command(
    act: Act, body: Mapping[str, Any], context: Context, *, signature: Signature | None,
    given: Mapping[str, Any],
) -> object:  # fmt: skip
    """The command, or the fact as `Record`.  Raises Unreadable."""
    if act.shape is monitoring.SetCharted:
        return c.Record(fact=charted.read_set(body, context))
    if act.shape is monitoring.ReadingCorrected:
        return c.Record(fact=charted.read_correction(body, context))
    names = {"signature"} & set(act.shape.__dataclass_fields__)  # type: ignore[attr-defined]
    supplied = dict(given) | dict.fromkeys(names, signature)
    found: object = entries.read(act.shape, body, context, given=supplied)
    return found if act.decided else c.Record(fact=found)


def context_of(now: datetime, zone_name: str) -> Context:
    return Context(now=now, zone=zone(zone_name))


def errors_of(unreadable: Unreadable) -> list[dict[str, str]]:
    """The errors as a page gets them."""
    return [
        {"field": error.field, "wrong": error.wrong, "right": error.right}
        for error in unreadable.errors
    ]


_FIELDS: Final = ("id", "happened_at", "version", "body", "signature")


def _read(errors: list[Error], reader: Any) -> Any:
    try:
        return reader()
    except Unreadable as unreadable:
        errors += unreadable.errors
        return None


def _unreadable(field: str, wrong: str, right: str) -> Unreadable:
    return Unreadable([Error(field=field, wrong=wrong, right=right)])


def _id(raw: Any) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError as error:
        wrong = "it is missing" if raw is None else f"{raw!r} is no id"
        raise _unreadable("id", wrong, _ID) from error


def _happened_at(act: Act, raw: Any, context: Context) -> datetime | None:
    if raw in (None, ""):
        return None
    if not isinstance(raw, str):
        raise _unreadable("happened_at", "it is no text", "a time such as 2026-03-10T18:05Z")
    found = entries.read_instant(raw, context, field="happened_at")
    late = context.now - found
    if late > LATE_MAX:
        right = f"a time within the last {LATE_MAX.days} days"
        raise _unreadable("happened_at", f"{raw} is long ago", right)
    if not act.late and late > DELAY_MAX:
        right = "leave the time out; what happened without the program is its own entry"
        raise _unreadable("happened_at", f"{act.name} is decided now, not afterwards", right)
    return found


def _seen(act: Act, raw: Any) -> int | None:
    if raw in (None, ""):
        if act.seen:
            raise _unreadable("version", "it is missing", "the version of the view that was shown")
        return None
    if not _VERSION.fullmatch(str(raw)):
        raise _unreadable("version", f"{str(raw)[:40]!r} is no version", "the version of the view")
    return int(raw)


def _proof(act: Act, raw: Any) -> Proof | None:
    if raw is not None and act.signed is Signed.NO:
        right = "leave it out: whoever is signed in here does this"
        raise _unreadable("signature", f"nobody signs {act.name}", right)
    if raw is None:
        if act.signed is Signed.NO:
            return None
        who = "the witness" if act.signed is Signed.WITNESS else "who signs"
        raise _unreadable("signature", "it is missing", f"user name and PIN or password of {who}")
    if not isinstance(raw, Mapping) or set(raw) != {"username", "secret"}:
        raise _unreadable("signature", "it is not complete", "username and secret")
    username, secret = str(raw["username"]).strip(), str(raw["secret"])
    plain = _UNSAFE.search(username + secret) is None
    if not username or not secret or len(username) + len(secret) > 400 or not plain:
        raise _unreadable("signature", "it is not complete", "username and secret")
    return Proof(username=username, secret=secret)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field comes twice")
    return found
