"""From facts to the list of protocol versions."""

from typing import Any, Final
from uuid import UUID

from morrow.care.protocols.facts import ProtocolCosigned, ProtocolPrepared, ProtocolWithdrawn
from morrow.care.recorded import Recorded
from morrow.clinic.protocols.models import ProtocolVersion
from morrow.clinic.store.projector import Projector


def _versions(recorded: Recorded[Any]) -> None:
    fact = recorded.fact
    key = f"{recorded.clinic}/{fact.protocol}/{fact.version}"
    rows = ProtocolVersion.objects.filter(id=key)
    match fact:
        case ProtocolPrepared():
            ProtocolVersion.objects.create(
                id=key,
                clinic_id=UUID(recorded.clinic),
                protocol=fact.protocol,
                version=fact.version,
                reason=fact.reason,
                changes={name: f"{value:f}" for name, value in fact.changes.items()},
                prepared_by=UUID(recorded.by),
                prepared_at=recorded.recorded_at,
            )
        case ProtocolCosigned():
            rows.update(cosigned_by=UUID(recorded.by), cosigned_at=recorded.recorded_at)
        case ProtocolWithdrawn():
            rows.update(withdrawn_at=recorded.recorded_at)


PROJECTORS: Final = (
    Projector(
        name="protocols",
        models=(ProtocolVersion,),
        facts=(ProtocolPrepared, ProtocolCosigned, ProtocolWithdrawn),
        apply=_versions,
    ),
)
