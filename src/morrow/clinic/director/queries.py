"""What the director's page shows: what waits, who set which rule aside, and what is proposed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from morrow.care.clinic import Role
from morrow.care.visit import flags
from morrow.care.visit.naming import seen_words
from morrow.clinic import streams
from morrow.clinic.director.flags import matters
from morrow.clinic.director.models import Finding, Kind, Matter
from morrow.clinic.director.words import rule_words
from morrow.clinic.people.models import ExplainedOpening
from morrow.clinic.people.queries import at_once, names
from morrow.clinic.visits.models import Visit

SHOWN_MAX: Final = 200
_CLOSED_BY_ANSWER: Final = frozenset({Kind.FLAG, Kind.BREACH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One matter as its row shows it."""

    matter: Matter
    kind: Kind
    rule: str
    who: str
    role: str
    visit: Visit
    answered_by: str
    finding: Finding | None
    found_by: str
    own: bool
    seen: tuple[tuple[str, str], ...]

    @property
    def waits(self) -> bool:
        """Nobody has judged it.  An answer at the visit closes a flag, never an override."""
        answered = self.matter.answered_at is not None and self.kind in _CLOSED_BY_ANSWER
        return self.finding is None and not answered

    @property
    def unresolved(self) -> bool:
        """A contradiction still stands in the visit's record, read or not."""
        return self.matter.answered_at is None and self.kind in _CLOSED_BY_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which matters to show: by whom (a person's id) and what (a kind or a rule); "" is all."""

    by: str = ""
    what: str = ""
    everything: bool = False

    def takes(self, line: Line) -> bool:
        """Whether the line is among them."""
        return (
            (self.everything or line.waits)
            and self.by in {"", line.matter.by}
            and self.what in {"", line.kind.value, line.matter.rule}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often one person set one rule aside, and how many of these wait."""

    rule: str
    words: str
    by: str
    who: str
    total: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """Emergency openings of the clinic's visits that nobody has judged yet."""

    waiting: int
    without_reason: int
    last_at: datetime | None


def lines(clinic: UUID, reader: UUID) -> list[Line]:
    """All matters of the clinic, gravest kind first, the newest first in each."""
    found = [*Matter.objects.filter(clinic_id=clinic), *_open_flags(clinic)]
    findings = {one.about: one for one in Finding.objects.filter(clinic_id=clinic)}
    known = names(_people(found, findings.values()))
    visits = Visit.objects.select_related("patient").in_bulk({one.visit_id for one in found})
    ranks = list(Kind)
    place = streams.clinic(clinic).zone
    shown = [_line(one, findings, known, visits, reader, place=place) for one in found]
    newest_first = sorted(shown, key=lambda line: line.matter.at, reverse=True)
    return sorted(newest_first, key=lambda line: ranks.index(line.kind))


def matter(clinic: UUID, matter_id: str) -> Matter | None:
    """A matter of this clinic's, or None."""
    stored = Matter.objects.filter(clinic_id=clinic, id=matter_id).first()
    return stored or next((one for one in _open_flags(clinic) if one.id == matter_id), None)


def counts(found: Iterable[Line]) -> list[Count]:
    """The overrides by rule and person, the most frequent first."""
    overrides = [line for line in found if line.kind is Kind.OVERRIDE]
    total = Counter((line.matter.rule, line.matter.by, line.who) for line in overrides)
    waiting = Counter((one.matter.rule, one.matter.by, one.who) for one in overrides if one.waits)
    return [
        Count(
            rule=rule,
            words=rule_words(rule),
            by=by,
            who=who,
            total=total[rule, by, who],
            waiting=waiting[rule, by, who],
        )
        for rule, by, who in sorted(total, key=lambda key: (-total[key], key))
    ]


def openings(clinic: UUID) -> Openings:
    """How many emergency openings wait, and how many of those still lack their reason."""
    here = at_once().filter(clinic_id=clinic)
    judged = ExplainedOpening.objects.exclude(review="").values("opening_id")
    waiting = here.exclude(id__in=judged)
    said = ExplainedOpening.objects.exclude(reason="").values("opening_id")
    last = waiting.order_by("-at").values_list("at", flat=True).first()
    return Openings(
        waiting=waiting.count(),
        without_reason=waiting.exclude(id__in=said).count(),
        last_at=last,
    )


def _open_flags(clinic: UUID) -> list[Matter]:
    """The flags and breaches that nobody has answered, from the visits' folded states."""
    rows = Visit.objects.filter(clinic_id=clinic, open_flags__gt=0).values_list("id", "version")
    found: list[Matter] = []
    for visit, version in rows:
        state = streams.visit(visit, at_least=version)
        found += matters(visit, state, flags.unresolved(state))
    return found


def _people(found: Iterable[Matter], findings: Iterable[Finding]) -> set[str]:
    at_visits = {who for one in found for who in (one.by, one.answered_by) if who}
    return at_visits | {one.by for one in findings}


def _line(
    one: Matter,
    findings: Mapping[str, Finding],
    known: Mapping[str, str],
    visits: Mapping[UUID, Visit],
    reader: UUID,
    *,
    place: str,
) -> Line:
    finding, roles = findings.get(one.id), set(Role)
    return Line(
        matter=one,
        kind=Kind(one.kind),
        rule=rule_words(one.rule) if one.rule else "",
        who=known[one.by],
        role=Role(one.role).label if one.role in roles else one.role,
        visit=visits[one.visit_id],
        answered_by=known[one.answered_by] if one.answered_by else "",
        finding=finding,
        found_by=known[finding.by] if finding else "",
        own=one.by == str(reader),
        seen=seen_words(one.seen, place),
    )
