"""What the files of the scales are built from: numbered items, sums, bands, flags."""

from collections.abc import Callable, Mapping

from morrow.care.scales.base import Answers, Band, Flag, Item, Sex
from morrow.evidence import Source


def numbered(count: int, *, high: int, low: int = 0, words: str = "item {}") -> tuple[Item, ...]:
    """Items q1, q2, ... by number, for an instrument whose words are not ours to give."""
    return tuple(
        Item(key=f"q{number}", name=words.format(number), low=low, high=high)
        for number in range(1, count + 1)
    )


def named(*names: str, high: int, levels: Mapping[int, str] | None = None) -> tuple[Item, ...]:
    """Items q1, q2, ... from 0, under short names of ours."""
    return tuple(
        Item(key=f"q{number}", name=name, low=0, high=high, levels=levels or {})
        for number, name in enumerate(names, start=1)
    )


def every(*items: Item) -> Callable[[Answers], tuple[str, ...]]:
    """All scored items are needed, whatever has been answered."""
    keys = tuple(item.key for item in items if item.scored)
    return lambda _: keys


def plain_sum(answers: Answers) -> int:
    """The sum of all items."""
    return sum(answers.values())


def sum_of(*keys: str) -> Callable[[Answers], int]:
    """The sum of these items."""
    return lambda answers: sum(answers[key] for key in keys)


def no_total(_: Answers) -> None:
    """For a scale that is read item by item."""
    return


def keys(first: int, last: int) -> tuple[str, ...]:
    """The keys of numbered items, both ends included."""
    return tuple(f"q{number}" for number in range(first, last + 1))


def banded(
    source: Source,
    *bands: tuple[int, int, str],
    sex: Sex | None = None,
    definition: str = "",
) -> tuple[Band, ...]:
    """Bands of (low, high, name), all read in one source."""
    return tuple(
        Band(low=low, high=high, name=name, source=source, sex=sex, definition=definition)
        for low, high, name in bands
    )


def band_of(
    bands: tuple[Band, ...], total: Callable[[Answers], int] = plain_sum
) -> Callable[[Answers], str]:
    """The band of the total.  LookupError if the bands leave a gap there: a bug of ours."""

    def judge(answers: Answers) -> str:
        reached = total(answers)
        for band in bands:
            if band.holds(reached):
                return band.name
        raise LookupError(f"no band for {reached}")

    return judge


def no_band(_: Answers) -> str:
    """For a scale without validated cut-offs."""
    return ""


def flag_from(cut_off: int, *items: str, says: str, source: Source) -> Flag:
    """A flag that any of these items raises from `cut_off` on."""
    return Flag(
        says=says,
        source=source,
        raised_by=lambda answers: any(answers.get(key, cut_off - 1) >= cut_off for key in items),
    )
