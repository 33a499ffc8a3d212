"""Lengths of time between instants.  Instants are UTC, so subtraction is exact elapsed time."""

from datetime import datetime, timedelta
from decimal import Decimal


def minutes(count: Decimal | int) -> timedelta:
    return timedelta(minutes=float(count))


def seconds(count: Decimal | int) -> timedelta:
    return timedelta(seconds=float(count))


def whole_minutes(start: datetime, end: datetime) -> int:
    """Whole minutes elapsed, rounded towards zero."""
    return int((end - start).total_seconds() // 60)
