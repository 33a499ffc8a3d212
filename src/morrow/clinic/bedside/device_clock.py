"""How far a device's clock is from ours, told apart from how long its messages were under way.

A message shows only the difference: sent by its clock, received by ours.  A delay makes that
smaller and never larger, so the largest of the last minutes is the clock, and what a message lacks
of it was its delay: a queue after an outage, not a clock that is slow.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from morrow.clinic.bedside.models import Device

HALF: Final = timedelta(minutes=5)
"""Of being heard: the window is one to two of these (proposed).  Silence takes nothing from it, so
that what comes in after an outage is measured by what came before it.  A clock that somebody has
set back is believed after so long; until then its values count as late."""

GAP_MAX: Final = timedelta(seconds=10)
"""Between two messages the device counts as heard for at most so long."""

BEGIN_ANEW: Final = timedelta(hours=12)
"""Nothing is under way, and no clock is trusted, for so long (proposed)."""

_ZERO: Final = timedelta()
_US: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceClock:
    """The largest difference of this half of the window and of the half before it."""

    newest: timedelta
    before: timedelta | None = None
    heard: timedelta = _ZERO

    @property
    def offset(self) -> timedelta:
        """The device's clock minus ours."""
        return self.newest if self.before is None else max(self.newest, self.before)

    def after(self, difference: timedelta, gap: timedelta) -> "DeviceClock":
        """With a message of this difference, so long after the one before it."""
        if gap > BEGIN_ANEW or self.offset - difference > BEGIN_ANEW:
            return DeviceClock(newest=difference)
        heard = self.heard + min(max(gap, _ZERO), GAP_MAX)
        if heard > HALF:
            return DeviceClock(newest=difference, before=self.newest)
        return DeviceClock(newest=max(self.newest, difference), before=self.before, heard=heard)


def of_row(row: Device | None) -> DeviceClock | None:
    """What is known of a device's clock; None if it never said when it sent."""
    if row is None or row.offset_us is None:
        return None
    before = None if row.offset_before_us is None else row.offset_before_us * _US
    return DeviceClock(newest=row.offset_us * _US, before=before, heard=row.heard_us * _US)


def columns(clock: DeviceClock | None) -> dict[str, int | None]:
    """The same, as `Device` keeps it."""
    if clock is None:
        return {"offset_us": None, "offset_before_us": None, "heard_us": 0}
    before = None if clock.before is None else clock.before // _US
    return {
        "offset_us": clock.newest // _US,
        "offset_before_us": before,
        "heard_us": clock.heard // _US,
    }
