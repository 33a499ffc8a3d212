"""From a request to an intention: the door, the entry, the signature on the spot, the action."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest

from morrow.care.clinic import Role
from morrow.care.visit import commands as c
from morrow.care.visit.case import Case
from morrow.care.visit.facts import check_in, dosing
from morrow.care.visit.facts.planning import OrderSigned
from morrow.care.visit.values import Actor, Signature
from morrow.clinic import access, here, streams
from morrow.clinic.journal import Stamp
from morrow.clinic.people import signatures
from morrow.clinic.people.credentials import NotProven
from morrow.clinic.people.signatures import Purpose
from morrow.clinic.policy import capacity
from morrow.clinic.streams import ClinicState
from morrow.clinic.visits import actions, queries, reading, references, words
from morrow.clinic.visits.actions import Intent
from morrow.clinic.visits.acts import Act, Signed
from morrow.clinic.visits.models import Visit
from morrow.clinic.visits.reading import Sent
from morrow.clinic.visits.references import Place
from morrow.exchange.entries import Context


class NotSigned(Exception):
    """Nobody proved to be the signer; `again_at` is set when guesses ran out."""

    def __init__(self, refused: NotProven) -> None:
        super().__init__(refused.words)
        self.words = refused.words
        self.again_at = refused.again_at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Author:
    """Who writes the fact, in which role, and what they signed."""

    actor: Actor
    role: str
    signature: Signature | None
    witness: str | None


def act(request: HttpRequest, this: Act, visit_id: UUID) -> tuple[Visit, actions.Outcome]:
    """Do it, and return the visit's row from before.  Raises what a door raises, and TooLarge, NotJson, Unreadable, NotSigned,
    ClientIdReused."""
    body = reading.body_of(request)
    access.require_open(request, this.operation)  # whoever signs: the lock is the tablet's
    row = access.visit(request, _door(this, body), visit_id)
    place = streams.clinic(row.clinic_id)
    context = reading.context_of(access.now(request), place.zone)
    sent = reading.sent(this, body, context)
    # Read before anybody signs: nobody signs what cannot be read.
    unsigned = _command(this, sent, context, None)
    _check(request, unsigned, row, place, sent)
    author = _author(request, this, sent, row, unsigned)
    command = _command(this, sent, context, author)
    return row, actions.act(_intent(request, command, row, author, sent))


def _door(this: Act, body: Mapping[str, Any]) -> str:
    """Who signs on somebody's tablet is judged by their own role: its holder need only see."""
    signs = this.signed in {Signed.AUTHOR, Signed.SECOND}
    return "visit.see" if signs and isinstance(body.get("signature"), Mapping) else this.operation


def _command(this: Act, sent: Sent, context: Context, author: "_Author | None") -> object:
    """The command with what the program supplies: an order's id, the signature, the witness."""
    body: Mapping[str, Any] = sent.body
    if this.shape is c.SignOrder and isinstance(body.get("request"), Mapping):
        # From the tap's own id, so that a repeat makes the same order.
        order = {"id": str(uuid5(sent.id, "order")), **body["request"]}
        body = {**body, "request": order}
    given: dict[str, Any] = {}
    if this.shape is dosing.DrugWasted:
        given["witness"] = author.witness if author and author.witness else ""
    signature = author.signature if author else None
    return reading.command(this, body, context, signature=signature, given=given)


def _author(request: HttpRequest, this: Act, sent: Sent, row: Visit, command: object) -> _Author:
    passed = access.acting(request)
    if sent.proof is None:
        return _Author(
            actor=here.actor(request), role=passed.role.value, signature=None, witness=None
        )
    case = queries.case_of(row, access.now(request))
    order = command.request if isinstance(command, c.SignOrder) else None
    purpose, beside = _purpose(this, case, passed.by.id)
    signed = signatures.re_authenticate(
        request,
        username=sent.proof.username,
        secret=sent.proof.secret,
        text=words.of_act(this, sent.body, case, order),
        operation=this.operation,
        clinic=row.clinic_id,
        purpose=purpose,
        beside=beside,
    )
    if isinstance(signed, NotProven):
        raise NotSigned(signed)
    if this.signed is Signed.WITNESS:
        return _Author(
            actor=here.actor(request),
            role=passed.role.value,
            signature=None,
            witness=signed.signature.person,
        )
    role = capacity(this.operation, _roles(signed.actor))
    assert role is not None  # re_authenticate has asked the policy
    return _Author(actor=signed.actor, role=role.value, signature=signed.signature, witness=None)


def _purpose(this: Act, case: Case, holder: UUID) -> tuple[Purpose, UUID | None]:
    """What the signature is for, and the first person whom a second one must differ from."""
    if this.signed is Signed.WITNESS:
        return Purpose.WITNESS, holder
    if this.signed is not Signed.SECOND:
        return Purpose.SIGNATURE, None
    first = _first(this, case)
    if first is None:
        return Purpose.SIGNATURE, None
    is_order = this.shape is c.CosignOrder
    return (Purpose.COSIGNATURE if is_order else Purpose.WITNESS), UUID(first)


def _first(this: Act, case: Case) -> str | None:
    """Who acted first: signed the order, or drew the drug.  None: nobody has yet."""
    kind = OrderSigned if this.shape is c.CosignOrder else check_in.PreparationEntered
    earlier = case.state.all(kind)
    return earlier[-1].by if earlier else None


def _check(
    request: HttpRequest, command: object, row: Visit, here_now: ClinicState, sent: Sent
) -> None:
    if isinstance(command, c.Record):
        place = Place(
            visit=row.id,
            clinic=row.clinic_id,
            state=streams.visit(row.id, row.version),
            here=here_now,
            by=str(access.acting(request).by.id),
            at=sent.happened_at or access.now(request),
        )
        references.check(command.fact, place)


def _intent(
    request: HttpRequest, command: object, row: Visit, author: _Author, sent: Sent
) -> Intent:
    stamp = Stamp(
        by=author.actor.id,
        role=author.role,
        clinic=str(row.clinic_id),
        now=access.now(request),
        happened_at=sent.happened_at,
        device=access.acting(request).device,
    )
    return Intent(
        visit=row.id,
        clinic=row.clinic_id,
        command=command,
        by=author.actor,
        stamp=stamp,
        client_id=sent.id,
        request={**sent.request, "by": author.actor.id},
        seen=sent.seen,
    )


def _roles(actor: Actor) -> frozenset[Role]:
    return frozenset(Role(role) for role in actor.roles)
