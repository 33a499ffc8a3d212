"""Local time at every change of clocks from 2020 to 2037 in twelve zones.

The oracle is an integer: seconds since 1970, which no change of clocks touches.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morrow.care import calendar

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Asia/Kathmandu",  # +05:45
    "Australia/Lord_Howe",  # half an hour
    "Europe/Dublin",  # summer is standard, winter the exception
    "Africa/Casablanca",  # changes around Ramadan
)
NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
MINUTES = (1, 20, 40, 80, 100, 180)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """Every instant at which the zone's offset changes, to the minute, found by walking days."""
    place, found, day = ZoneInfo(name), [], FIRST
    while day < LAST:
        after = day + timedelta(days=1)
        if day.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            found.append(_first_with_other_offset(day, after, place))
        day = after
    return tuple(found)


def _first_with_other_offset(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        if middle.astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def starts(change: datetime) -> list[datetime]:
    """Instants from 90 minutes before to 90 after a change, every 5."""
    return [change + timedelta(minutes=step) for step in range(-90, 91, 5)]


def test_the_zones_change_their_clocks_as_often_as_known() -> None:
    """Two changes a year where clocks change; none in Phoenix, Honolulu, Puerto Rico, Kathmandu."""
    counts = {name: len(changes(name)) for name in ZONES}
    assert counts["America/New_York"] == counts["Europe/Dublin"] == 36
    assert counts["Australia/Lord_Howe"] == 36
    assert counts["Africa/Casablanca"] >= 30
    unchanging = ("America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Asia/Kathmandu")
    assert {counts[name] for name in unchanging} == {0}


@pytest.mark.parametrize("name", ZONES)
def test_durations_over_every_change_are_true(name: str) -> None:
    place = ZoneInfo(name)
    for change in changes(name) or (datetime(2026, 11, 1, 6, tzinfo=UTC),):
        for start in starts(change):
            for minutes in MINUTES:
                true_end = datetime.fromtimestamp(int(start.timestamp()) + minutes * 60, UTC)
                ours = calendar.after(start.astimezone(place), minutes=minutes)
                assert ours == true_end
                wall_start, wall_end = start.astimezone(place), true_end.astimezone(place)
                assert calendar.minutes_between(since=wall_start, until=wall_end) == minutes


@pytest.mark.parametrize(
    ("start", "minutes", "wall"),
    [
        (datetime(2026, 11, 1, 4, 50, tzinfo=UTC), 80, 20),  # 00:50, clocks go back at 02:00
        (datetime(2027, 3, 14, 6, 40, tzinfo=UTC), 40, 100),  # 01:40, clocks go forward at 02:00
    ],
)
def test_subtracting_wall_clocks_is_wrong_and_we_do_not(
    start: datetime, minutes: int, wall: int
) -> None:
    """The negative control: the same two times, subtracted as local times, are an hour off."""
    begins = start.astimezone(NEW_YORK)
    ends = (start + timedelta(minutes=minutes)).astimezone(NEW_YORK)
    assert ends - begins == timedelta(minutes=wall)
    assert calendar.minutes_between(since=begins, until=ends) == minutes


def test_an_eighty_minute_infusion_over_the_autumn_change_is_eighty_minutes() -> None:
    """From 00:50 EDT to 01:10 EST on 1 November 2026, as a person would write the two times."""
    begins = datetime(2026, 11, 1, 0, 50, tzinfo=NEW_YORK)
    ends = datetime(2026, 11, 1, 1, 10, fold=1, tzinfo=NEW_YORK)
    assert calendar.minutes_between(since=begins, until=ends) == 80
    assert ends - begins == timedelta(minutes=20)  # what Python's own subtraction says


@pytest.mark.parametrize("name", ZONES)
def test_days_around_every_change_are_contiguous(name: str) -> None:
    """A day ends where the next begins; both ends belong to their own dates."""
    place = ZoneInfo(name)
    for change in changes(name) or (datetime(2024, 2, 29, 12, tzinfo=UTC),):
        for instant in starts(change):
            day = calendar.local_date(instant, zone=place)
            begins = calendar.start_of_day(day, zone=place)
            ends = calendar.end_of_day(instant, zone=place)
            assert begins <= instant < ends
            assert ends == calendar.start_of_day(day + timedelta(days=1), zone=place)
            assert calendar.local_date(begins, zone=place) == day
            last = ends - timedelta(microseconds=1)
            assert calendar.local_date(last, zone=place) == day


@pytest.mark.parametrize("name", ZONES)
def test_the_repeated_hour_is_shown_with_its_offset(name: str) -> None:
    """No two instants read alike."""
    place = ZoneInfo(name)
    for change in changes(name):
        shown = [calendar.say(instant, zone=place) for instant in starts(change)]
        assert len(set(shown)) == len(shown)


def test_dates_between_are_calendar_dates_and_not_spans_of_24_hours() -> None:
    evening = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)  # 00:30 on 1 November in New York
    same_day = datetime(2026, 11, 2, 4, 30, tzinfo=UTC)  # 23:30 on 1 November: a day of 25 hours
    assert calendar.days_between(since=evening, until=same_day, zone=NEW_YORK) == 0
    next_day = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
    assert calendar.days_between(since=evening, until=next_day, zone=NEW_YORK) == 1


@pytest.mark.parametrize(
    ("days", "most"),
    [
        ((), 0),
        ((1,), 1),
        ((1, 3, 5), 3),
        ((1, 3, 7), 3),  # 1 to 7 are seven dates
        ((1, 3, 8), 2),
        ((1, 4, 8, 11), 2),
        ((1, 1, 2), 3),  # two on one date are two
        ((9, 1, 8), 2),
        ((1, 3, 5, 8, 9), 4),  # 3 to 9
    ],
)
def test_visits_in_any_seven_consecutive_dates(days: tuple[int, ...], most: int) -> None:
    dates = [date(2026, 3, day) for day in days]
    assert calendar.most_in_any_days(dates, days=7) == most


@given(
    offsets=st.lists(st.integers(0, 60), max_size=12),
    span=st.integers(1, 14),
)
def test_the_count_in_any_window_is_that_of_trying_every_window(
    offsets: list[int], span: int
) -> None:
    origin = date(2026, 1, 1)
    tried = [sum(start <= offset < start + span for offset in offsets) for start in range(-14, 61)]
    dates = [origin + timedelta(days=offset) for offset in offsets]
    assert calendar.most_in_any_days(dates, days=span) == max(tried)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1990, 6, 15), date(2026, 6, 14), 35),
        (date(1990, 6, 15), date(2026, 6, 15), 36),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_age_in_completed_years(born: date, on: date, years: int) -> None:
    assert calendar.age_on(born=born, on=on) == years


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        calendar.age_on(born=date(2026, 1, 2), on=date(2026, 1, 1))


def test_a_time_without_a_zone_is_our_bug() -> None:
    naive = datetime(2026, 1, 1, 12)  # noqa: DTZ001
    for call in (
        lambda: calendar.in_utc(naive),
        lambda: calendar.local_date(naive, zone=NEW_YORK),
        lambda: calendar.minutes_between(since=naive, until=naive),
        lambda: calendar.after(naive, minutes=1),
    ):
        with pytest.raises(ValueError, match="zone"):
            call()


@pytest.mark.parametrize("name", ["America/Nowhere", "", "EST5EDT6", "../etc/passwd", "New York"])
def test_an_unknown_zone_is_an_error_that_says_what_would_do(name: str) -> None:
    with pytest.raises(calendar.ZoneError, match="America/New_York"):
        calendar.zone(name)


def test_a_third_of_a_minute_is_kept_to_the_microsecond() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    end = calendar.after(start, minutes=Fraction(1, 3))
    assert calendar.elapsed(since=start, until=end) == timedelta(seconds=20)
