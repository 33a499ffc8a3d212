"""The codes that monitors use and that we read: IEEE 11073-10101 (MDC), Philips MDIL, UCUM.

Each row names its code, our parameter, the units it may come in and where the code was seen.
A code or unit that is not here is refused aloud, never guessed from its label.

`MDC code = partition x 65536 + term`, so Philips' `0002-4a05^NBPs^MDIL` is 2 x 65536 + 0x4A05 =
150021.  Terms from 0xF000 are private to the maker and are not read by the rule.
"""

import re
from dataclasses import dataclass
from typing import Final

from morrow.care.visit.values import Parameter
from morrow.evidence import Source, Status

CAPTURES: Final = Source(
    key="MDC_CAPTURES",
    citation="IEEE 11073-10101 codes as they stand in public captures of monitors' messages "
    "(IHE PCD-01 examples, COMEN and Mindray monitors)",
    locator="IHE PCD TF-2, appendix B; the standard's own table was not at hand",
    status=Status.SEEN_2,
)
PHILIPS: Final = Source(
    key="PHILIPS_MDIL",
    citation="Philips MDIL identifiers in public HL7 captures, and the Philips constants in "
    "OpenICE, against which the arithmetic rule was checked",
    locator="OpenICE, Philips Intellivue interface constants",
    status=Status.SEEN_2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One observation code.

    `episodic` values are measured once and often sent again.  `rank` orders the codes of one
    parameter where several are at hand, 0 first: an ECG counts beats, an oximeter or a cuff
    counts pulses, and both are charted as the heart rate.
    """

    code: int
    name: str
    parameter: Parameter
    dimensions: frozenset[int]
    episodic: bool
    rank: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One unit code: its MDC name, the labels it may carry, and its UCUM code."""

    code: int
    name: str
    labels: frozenset[str]
    ucum: str
    source: Source


MMHG, PERCENT, BEATS, BREATHS = 266016, 262688, 264864, 264928


def _metric(
    code: int,
    name: str,
    parameter: Parameter,
    dimension: int,
    *,
    episodic: bool = False,
    rank: int = 0,
    source: Source = CAPTURES,
) -> Metric:
    return Metric(
        code=code,
        name=name,
        parameter=parameter,
        dimensions=frozenset({dimension}),
        episodic=episodic,
        rank=rank,
        source=source,
    )


_P = Parameter
_ROWS: Final = (
    _metric(150021, "MDC_PRESS_BLD_NONINV_SYS", _P.SBP, MMHG, episodic=True),
    _metric(150022, "MDC_PRESS_BLD_NONINV_DIA", _P.DBP, MMHG, episodic=True),
    _metric(150023, "MDC_PRESS_BLD_NONINV_MEAN", _P.MAP, MMHG, episodic=True),
    _metric(150301, "MDC_PRESS_CUFF_SYS", _P.SBP, MMHG, episodic=True),
    _metric(150302, "MDC_PRESS_CUFF_DIA", _P.DBP, MMHG, episodic=True),
    _metric(150303, "MDC_PRESS_CUFF_MEAN", _P.MAP, MMHG, episodic=True),
    _metric(149546, "MDC_PULS_RATE_NON_INV", _P.HR, BEATS, episodic=True, rank=3),
    _metric(149530, "MDC_PULS_OXIM_PULS_RATE", _P.HR, BEATS, rank=1),
    # 0002-4822: the pulse of the plethysmogram.  We saw no MDC name for it, so none is checked.
    _metric(149538, "", _P.HR, BEATS, rank=2, source=PHILIPS),
    _metric(147842, "MDC_ECG_HEART_RATE", _P.HR, BEATS),
    _metric(150456, "MDC_PULS_OXIM_SAT_O2", _P.SPO2, PERCENT),
    _metric(151562, "MDC_RESP_RATE", _P.RR, BREATHS),
    _metric(151578, "MDC_TTHOR_RESP_RATE", _P.RR, BREATHS, rank=1),
)
METRICS: Final = {row.code: row for row in _ROWS}

_DIMENSIONS: Final = (
    Dimension(
        code=MMHG,
        name="MDC_DIM_MMHG",
        labels=frozenset({"mmhg", "mm[hg]", "mm hg"}),
        ucum="mm[Hg]",
        source=CAPTURES,
    ),
    Dimension(
        code=PERCENT,
        name="MDC_DIM_PERCENT",
        labels=frozenset({"%", "percent"}),
        ucum="%",
        source=CAPTURES,
    ),
    Dimension(
        code=BEATS,
        name="MDC_DIM_BEAT_PER_MIN",
        labels=frozenset({"bpm", "/min", "{beats}/min", "beats/min", "beat/min"}),
        ucum="/min",
        source=CAPTURES,
    ),
    Dimension(
        code=BREATHS,
        name="MDC_DIM_RESP_PER_MIN",
        labels=frozenset({"rpm", "/min", "{breaths}/min", "{resp}/min", "resp/min", "breaths/min"}),
        ucum="/min",
        source=CAPTURES,
    ),
)
DIMENSIONS: Final = {row.code: row for row in _DIMENSIONS}
UCUM: Final = {
    "mm[Hg]": frozenset({MMHG}),
    "%": frozenset({PERCENT}),
    "/min": frozenset({BEATS, BREATHS}),
    "{beats}/min": frozenset({BEATS}),
    "{breaths}/min": frozenset({BREATHS}),
}

_MDC: Final = re.compile(r"[1-9][0-9]{0,6}")
_MDIL: Final = re.compile(r"([0-9a-fA-F]{4})-([0-9a-fA-F]{4})")
PRIVATE_TERM: Final = 0xF000


def mdc_number(identifier: str, system: str) -> int | None:
    """The MDC code of an identifier in coding system MDC or MDIL; None if it has none."""
    if system == "MDC" and _MDC.fullmatch(identifier):
        return int(identifier)
    if system == "MDIL" and (found := _MDIL.fullmatch(identifier)):
        partition, term = int(found[1], 16), int(found[2], 16)
        return None if term >= PRIVATE_TERM else partition * 65536 + term
    return None


def wanted_unit(metric: Metric) -> str:
    """How the unit of this observation may be written, for a refusal."""
    rows = [DIMENSIONS[code] for code in sorted(metric.dimensions)]
    return " or ".join(f"{row.code}^{row.name}^MDC or {row.ucum}^^UCUM" for row in rows)
