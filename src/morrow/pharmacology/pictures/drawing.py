"""Any picture into a file, with matplotlib: panels, dose bars, one legend, the caption below.

Colours are those of Okabe and Ito (Color Universal Design, 2008), which stay apart for the colour
blind; series differ in dash as well, so that a grey print can be read.
"""

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from morrow.pharmacology.pictures.picture import Area, DoseRow, Line, Panel, Picture, Points

FORMATS: Final = ("png", "svg", "pdf")
INK, QUIET, GRID = "#17201f", "#5b6966", "#d8dfdc"
STYLE: Final[Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "svg.fonttype": "none",  # words stay words, to be found and read aloud
    "svg.hashsalt": "morrow",  # the same numbers give the same file
}
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
DASHES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))
WIDE_IN: Final = 8.0
PANEL_IN, SLIM_PANEL_IN, ROW_IN = 2.6, 1.5, 0.42
LEGEND_IN, CAPTION_LINE_IN, TITLE_IN = 0.24, 0.13, 0.55
SLIM_FROM: Final = 4  # as many panels do not fit a page at full height
CAPTION_CHARACTERS: Final = 132
LEGEND_COLUMNS: Final = 2


def draw(picture: Picture, path: Path) -> None:
    """Write it; ValueError where the name does not end with .png, .svg or .pdf."""
    text = " ".join(picture.caption)
    caption = "\n".join(textwrap.wrap(text, CAPTION_CHARACTERS, break_on_hyphens=False))
    named = _named(picture.panels)
    panel_in = PANEL_IN if len(picture.panels) < SLIM_FROM else SLIM_PANEL_IN
    heights = [
        *(panel_in for _ in picture.panels),
        *(ROW_IN for _ in picture.doses),
        LEGEND_IN * (1 + -(-len(named) // LEGEND_COLUMNS)),
    ]
    tall = sum(heights) + TITLE_IN + CAPTION_LINE_IN * (2 + caption.count("\n"))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDE_IN, tall), layout="constrained")
        axes: Sequence[Axes] = list(
            figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        )
        panels, below = axes[: len(picture.panels)], axes[len(picture.panels) : -1]
        for each in (*panels[1:], *below):
            each.sharex(panels[0])
        for panel_axes, panel in zip(panels, picture.panels, strict=True):
            _panel(panel_axes, panel)
        for row_axes, row in zip(below, picture.doses, strict=True):
            _doses(row_axes, row)
        panels[0].set_xlim(*_ends(picture.panels))
        _time_axis([*panels, *below], picture.x_label)
        _legend(axes[-1], named)
        title = f"{picture.title}\n{picture.subtitle}"
        figure.suptitle(title, x=0.01, ha="left", fontsize=9)
        figure.supxlabel(caption, x=0.01, ha="left", fontsize=6.5, color=QUIET)
        _save(figure, path)


def _ends(panels: Sequence[Panel]) -> tuple[float, float]:
    times = [time for panel in panels for mark in panel.marks for time in mark.x]
    first, last = min(times), max(times)
    wide = last - first or 1.0  # one time alone is drawn all the same
    return first, first + 1.015 * wide  # room for the last number and the last point


def _named(panels: Sequence[Panel]) -> dict[str, Line | Area | Points]:
    """The first mark of each name: one legend for all panels."""
    found: dict[str, Line | Area | Points] = {}
    for panel in panels:
        for mark in panel.marks:
            found.setdefault(mark.name, mark)
    return found


def _panel(axes: Axes, panel: Panel) -> None:
    axes.set_axisbelow(True)
    for mark in panel.marks:
        _mark(axes, mark)
    axes.set_title(panel.title, loc="left", fontsize=9)
    axes.set_ylabel(f"{panel.y_label}\n{panel.unit}".strip())
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(5))


def _mark(axes: Axes, mark: Line | Area | Points) -> Any:
    colour = COLOURS[mark.series]
    match mark:
        case Line():
            [drawn] = axes.plot(
                mark.x, mark.y, color=colour, linestyle=DASHES[mark.series], linewidth=1.8
            )
            return drawn
        case Area():
            alpha = 0.3 if mark.strong else 0.14
            return axes.fill_between(
                mark.x, mark.low, mark.high, color=colour, alpha=alpha, linewidth=0
            )
        case _:
            return axes.scatter(
                mark.x, mark.y, s=22, color=colour, edgecolor="white", linewidth=0.6, zorder=3
            )


def _doses(axes: Axes, row: DoseRow) -> None:
    """A bar from start to end of each infusion, a stroke for a dose given at once."""
    colour = COLOURS[row.series]
    axes.set_yticks([])
    axes.set_ylim(0, 1)
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    for bar in row.bars:
        if bar.end > bar.start:
            axes.barh(
                0.2,
                bar.end - bar.start,
                left=bar.start,
                height=0.4,
                color=colour,
                edgecolor="white",
                linewidth=0.8,
            )
        axes.vlines(bar.start, 0, 0.4, color=colour, linewidth=2)
        if bar.label:
            axes.annotate(bar.label, (bar.start, 0.48), fontsize=7, color=QUIET)
    axes.set_ylabel(row.name, rotation=0, ha="right", va="center", fontsize=7, color=colour)


def _time_axis(axes: Sequence[Axes], label: str) -> None:
    """Numbers under the last row alone."""
    for each in axes[:-1]:
        each.tick_params(labelbottom=False)
    axes[-1].set_xlabel(label)


def _legend(axes: Axes, named: dict[str, Line | Area | Points]) -> None:
    """Below the time axis, where it hides no curve."""
    axes.set_axis_off()
    handles = [_mark(axes, mark) for mark in named.values()]
    axes.legend(handles, list(named), loc="center left", ncols=LEGEND_COLUMNS, frameon=False)
    for handle in handles:
        handle.remove()


def _save(figure: Figure, path: Path) -> None:
    suffix = path.suffix.removeprefix(".")
    if suffix not in FORMATS:
        raise ValueError(f"{path} must end with .{', .'.join(FORMATS)}")
    stamp = {"svg": "Date", "pdf": "CreationDate"}.get(suffix)
    figure.savefig(path, dpi=150, metadata={stamp: None} if stamp else None)
