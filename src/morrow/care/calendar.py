"""The only local-time arithmetic.

Instants are UTC, and durations are subtractions of UTC.  Python subtracts two datetimes that
share a zone by their wall clocks and ignores the change of offset between them, so that 80
minutes over the autumn change read as 20; `minutes_between` therefore accepts UTC alone.  Rules
about days take the clinic's IANA zone and come through here.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class ZoneError(ValueError):
    """A time zone that the IANA database does not know."""


def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name, such as `America/New_York`; ZoneError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"{name!r} is not an IANA time zone; write one such as America/New_York"
        raise ZoneError(message) from error


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC.  ValueError for a naive datetime: it names no instant."""
    if instant.utcoffset() is None:
        raise ValueError(f"a naive time is no instant: {instant!r}; give it its zone")
    return instant.astimezone(UTC)


def elapsed(*, since: datetime, until: datetime) -> timedelta:
    """How long it truly took, whatever the wall clock did meanwhile."""
    return in_utc(until) - in_utc(since)


def minutes_between(*, since: datetime, until: datetime) -> Fraction:
    """`elapsed` in minutes, exactly."""
    return Fraction(elapsed(since=since, until=until) // timedelta(microseconds=1), 60_000_000)


def after(instant: datetime, *, minutes: Fraction | int) -> datetime:
    """The instant that many true minutes later, in UTC, to the microsecond."""
    return in_utc(instant) + timedelta(microseconds=round(minutes * 60_000_000))


def local_time(instant: datetime, *, zone: ZoneInfo) -> datetime:
    """The clinic's wall clock at an instant.  For showing: never subtract two of them."""
    return in_utc(instant).astimezone(zone)


def local_date(instant: datetime, *, zone: ZoneInfo) -> date:
    """The clinic's date at an instant."""
    return local_time(instant, zone=zone).date()


def days_between(*, since: datetime, until: datetime, zone: ZoneInfo) -> int:
    """Whole calendar dates from one instant's date to another's: tonight to tomorrow is 1."""
    return (local_date(until, zone=zone) - local_date(since, zone=zone)).days


def instants_of(wall: datetime, *, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants, in UTC, at which the clinic's clock shows this naive time.

    One on nearly all days; two where the change of clocks repeats the hour, none where it skips it.
    """
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(one for one in found if one.astimezone(zone).replace(tzinfo=None) == wall))


def start_of_day(day: date, *, zone: ZoneInfo) -> datetime:
    """The first instant of a local date, in UTC.

    Where the change of clocks skips midnight, that is the instant after the gap; where it repeats
    midnight, the first of the two.
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def end_of_day(instant: datetime, *, zone: ZoneInfo) -> datetime:
    """The end of the local date that this instant belongs to: the next date's first instant."""
    return start_of_day(local_date(instant, zone=zone) + timedelta(days=1), zone=zone)


def most_in_any_days(dates: Iterable[date], *, days: int) -> int:
    """The largest number of these dates within any `days` consecutive calendar dates."""
    ordered = sorted(dates)
    return max(
        (
            sum(1 for other in ordered[index:] if (other - first).days < days)
            for index, first in enumerate(ordered)
        ),
        default=0,
    )


def age_on(*, born: date, on: date) -> int:
    """Completed years on a date.  Born on 29 February, one is a year older on 1 March.

    ValueError if `on` is before the birth.
    """
    if on < born:
        raise ValueError(f"{on} is before the birth on {born}")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def say(instant: datetime, *, zone: ZoneInfo) -> str:
    """Local date and time to the minute for a reader, with the offset where the hour repeats."""
    wall = local_time(instant, zone=zone)
    text = f"{wall:%Y-%m-%d %H:%M}"
    repeats = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    return f"{text} {wall:%z}" if repeats else text


def clock(instant: datetime, *, zone: ZoneInfo, on: date) -> str:
    """`say` without its date, where that is the day that the reader has before them."""
    return say(instant, zone=zone).removeprefix(f"{on} ")
