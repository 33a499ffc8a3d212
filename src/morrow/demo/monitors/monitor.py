"""One synthetic monitor: what it measures when, and its message in the form of IHE PCD-01.

It has a clock of its own, which may be wrong; it measures the pressure every few minutes and
sends that value again in every message until the next one, with the time of its measurement, as
real monitors do.  A probe that is off sends -100 or an empty value.
"""

import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from morrow.demo.monitors.physiology import SCENARIOS, Baseline, Vitals, is_silent, vitals

BEAT: Final = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
BREATH: Final = "264928^MDC_DIM_RESP_PER_MIN^MDC"
MMHG: Final = "266016^MDC_DIM_MMHG^MDC"
PERCENT: Final = "262688^MDC_DIM_PERCENT^MDC"
PROFILE: Final = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"


class ScenarioError(ValueError):
    """A scenario that cannot be played, with what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """`start_min` is the minute of the infusion at which the program begins."""

    device: str
    scenario: str = "quiet"
    start_min: float = -10.0
    cuff_every_min: float = 5.0
    clock_offset_s: float = 0.0
    baseline: Baseline = field(default_factory=Baseline)


def builtin(chairs: int) -> list[Monitor]:
    """A day: one whose pressure climbs, one who desaturates, a probe off, a dead feed, others."""
    told = [
        ("quiet", 12.0, 5.0, 0.0),
        ("pressure-climbs", 24.0, 5.0, 2.0),
        ("desaturates", 15.0, 5.0, -3.0),
        ("probe-off", 10.0, 5.0, 0.0),
        ("silent", 12.0, 10.0, 0.0),
    ]
    rest = [("quiet", -10.0 + 11.0 * (n % 9), 10.0, float(n * 7 % 40 - 20)) for n in range(chairs)]
    return [
        Monitor(
            device=f"MON-{number:02}",
            scenario=scenario,
            start_min=start,
            cuff_every_min=cuff,
            clock_offset_s=offset,
            baseline=Baseline(
                systolic=112.0 + number * 5 % 24,
                diastolic=70.0 + number * 3 % 14,
                pulse=62.0 + number * 7 % 22,
                spo2=96.0 + number % 3,
            ),
        )
        for number, (scenario, start, cuff, offset) in enumerate([*told, *rest][:chairs], 1)
    ]


def load(path: Path) -> list[Monitor]:
    """Monitors from a JSON list of objects with the fields of `Monitor`."""
    try:
        found = TypeAdapter(list[Monitor]).validate_python(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    for monitor in found:
        if monitor.scenario not in SCENARIOS:
            known = ", ".join(SCENARIOS)
            raise ScenarioError(
                f"{path}: unknown scenario {monitor.scenario!r}; write one of {known}"
            )
        if monitor.cuff_every_min <= 0:
            raise ScenarioError(f"{path}: cuff_every_min must be more than 0")
    if not found:
        raise ScenarioError(f"{path}: no monitors; write a list of at least one")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """A monitor in the course of a demonstration that began at `began` (true time, UTC)."""

    monitor: Monitor
    began: datetime
    seed: int
    speed: float = 1.0

    def minute(self, now: datetime) -> float:
        """The minute of the infusion: it runs `speed` times as fast as the clock."""
        return self.monitor.start_min + (now - self.began).total_seconds() / 60 * self.speed

    def silent(self, now: datetime) -> bool:
        return is_silent(self.monitor.scenario, self.minute(now))

    def message(self, number: int, now: datetime) -> bytes:
        """Message `number` at `now`, without its frame.  Values depend on seed and minute alone."""
        minute = self.minute(now)
        live = self._vitals(minute, f"live:{math.floor(minute * 30)}")
        every = self.monitor.cuff_every_min
        cuff_minute = math.floor(minute / every) * every
        cuff = self._vitals(cuff_minute, f"cuff:{cuff_minute}")
        # From the beginning, not from now: every message must give the same second for it.
        since = (cuff_minute - self.monitor.start_min) / self.speed
        measured = self.began + timedelta(minutes=since)
        segments = (
            self._msh(number, now),
            "PID|||",
            f"OBR|1|||182777000^monitoring of patient^SCT|||{self._clock(now)}",
            _tree(
                "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC",
                "1.0.0.0",
                device=self.monitor.device,
            ),
            *self._live(live, self._clock(now)),
            _tree("150020^MDC_PRESS_BLD_NONINV^MDC", "1.3.1.0", at=self._clock(measured)),
            *_cuff(cuff),
        )
        return "".join(f"{segment}\r" for segment in segments).encode("ascii")

    def _vitals(self, minute: float, what: str) -> Vitals:
        monitor = self.monitor
        seed = f"{self.seed}:{monitor.device}:{what}"
        return vitals(monitor.scenario, monitor.baseline, minute, seed=seed)

    def _clock(self, now: datetime) -> str:
        shown = now + timedelta(seconds=self.monitor.clock_offset_s)
        return shown.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")

    def _msh(self, number: int, now: datetime) -> str:
        sender = f"Synthetic monitor^{self.monitor.device}^L"
        return (
            rf"MSH|^~\&|{sender}||MORROW||{self._clock(now)}||ORU^R01^ORU_R01|"
            f"{self.monitor.device}-{number}|P|2.6|||NE|AL||ASCII|||{PROFILE}"
        )

    def _live(self, live: Vitals, at: str) -> tuple[str, ...]:
        spo2 = str(live.spo2) if live.spo2 is not None else "-100"
        pulse = str(live.pulse) if live.pulse is not None else ""
        return (
            _value("150456^MDC_PULS_OXIM_SAT_O2^MDC", "1.1.1.1", spo2, PERCENT, at),
            _value("149530^MDC_PULS_OXIM_PULS_RATE^MDC", "1.1.1.2", pulse, BEAT, at),
            _value("151562^MDC_RESP_RATE^MDC", "1.2.1.1", str(live.respiration), BREATH, at),
        )


def _cuff(cuff: Vitals) -> tuple[str, ...]:
    rows = (
        ("150021", "SYS", cuff.systolic),
        ("150022", "DIA", cuff.diastolic),
        ("150023", "MEAN", cuff.mean),
    )
    return tuple(
        _value(f"{code}^MDC_PRESS_BLD_NONINV_{name}^MDC", f"1.3.1.{number}", str(value), MMHG)
        for number, (code, name, value) in enumerate(rows, 1)
    )


def _value(code: str, channel: str, value: str, unit: str, at: str = "") -> str:
    return f"OBX|1|NM|{code}|{channel}|{value}|{unit}|||||R|||{at}"


def _tree(code: str, channel: str, *, at: str = "", device: str = "") -> str:
    return f"OBX|1||{code}|{channel}|||||||X|||{at}||||{device}"
