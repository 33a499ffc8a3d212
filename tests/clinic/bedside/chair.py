"""A patient under a dose in a chair with a monitor, told second by second.

`hear` is the monitor's message (to the inbox, as over the socket), `judge` what the gateway does
with it, `tick` what the clock does.  Seconds count from the start of the infusion.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from morrow.care.recorded import Recorded
from morrow.care.visit.facts.check_in import ChairTaken, PatientArrived
from morrow.care.visit.facts.dosing import InfusionStarted
from morrow.care.visit.facts.monitoring import AlarmCleared, AlarmRaised, SetCharted
from morrow.care.visit.facts.planning import VisitBooked
from morrow.care.visit.values import Parameter, Product, Reading, Route
from morrow.clinic import clock, journal, streams
from morrow.clinic.bedside import actions, gateway, inbox
from morrow.clinic.people import actions as people
from morrow.quantities import Mg, Ml, MlPerH
from tests.clinic.cast import Cast, append
from tests.exchange.hl7.samples import BEATS, BREATHS, DIA, MMHG, OBR, SYS, message, msh, obx

MONITOR = "MON-7"
PULSE = "149530^MDC_PULS_OXIM_PULS_RATE^MDC"
RESP = "151562^MDC_RESP_RATE^MDC"
PEER = "127.0.0.1:50000"


def charted(**values: int) -> SetCharted:
    return SetCharted(
        readings=tuple(
            Reading(parameter=Parameter(name), value=Decimal(value))
            for name, value in values.items()
        )
    )


BASELINE = charted(sbp=122, dbp=76, hr=72, spo2=97, rr=14)


@dataclass
class Chair:
    """One chair of the near clinic.  `began` is a whole second, as a monitor's clock shows."""

    cast: Cast
    began: datetime = field(default_factory=lambda: timezone.now().replace(microsecond=0))
    visit: UUID = field(default_factory=uuid4)
    id: UUID = field(init=False)
    sent: int = 0

    def __post_init__(self) -> None:
        duty = self.cast.duty(self.began)
        self.id = people.add_chair(duty, name=f"Chair {self.visit}")

    @property
    def stream(self) -> str:
        return streams.of_visit(self.visit)

    def at(self, second: float) -> datetime:
        return self.began + timedelta(seconds=second)

    def sits(self, second: float = -600, patient: UUID | None = None) -> "Chair":
        """Somebody is in the chair, with a baseline, before any dose."""
        booked = VisitBooked(
            patient=patient or uuid4(), product=Product.KETAMINE, route=Route.IV,
            protocol="iv-ketamine", starts_at=self.began, minutes=120,
        )  # fmt: skip
        return self.record(second, booked, PatientArrived(), ChairTaken(chair=self.id), BASELINE)

    def dosed(self, second: float = 0) -> "Chair":
        started = InfusionStarted(
            order=uuid4(), rate_ml_per_h=MlPerH(Decimal(150)), volume_ml=Ml(Decimal(100)),
            dose_mg=Mg(Decimal(35)),
        )  # fmt: skip
        return self.record(second, started)

    def record(self, second: float, *facts: object) -> "Chair":
        append(self.cast.duty(self.at(second)), self.stream, *facts)
        return self

    def put(self, second: float = -590, device: str = MONITOR) -> "Chair":
        """A person puts the monitor here; it has sent something before."""
        self.hear(second, device=device)
        duty = self.cast.duty(self.at(second))
        actions.assign(duty, device=device, chair=self.id)
        return self

    def hear(
        self,
        second: float,
        *,
        device: str = MONITOR,
        cuff: tuple[int, int] | None = None,
        cuff_at: float | None = None,
        timed: bool = True,
        pid: str = "",
        **live: int | None,
    ) -> int:
        """One message at `second`; None is a probe that is off.  Returns its number in the inbox."""
        self.sent += 1
        now = self.at(second)
        clock_time = now.strftime("%Y%m%d%H%M%S+0000")
        lines = [_live(name, value, clock_time) for name, value in live.items()]
        if cuff:
            measured = self.at(second if cuff_at is None else cuff_at)
            lines += _cuff(*cuff, measured.strftime("%Y%m%d%H%M%S+0000") if timed else "")
        obr = OBR.rpartition("|")[0] + f"|{clock_time}"
        header = msh(control=f"{self.visit}{self.sent}"[-20:], sender=device, sent=clock_time)
        segments = (header, *([pid] if pid else []), obr, *lines)
        arrivals: list[inbox.Arrival] = []
        end = inbox.subscribe(arrivals.append)
        [answer] = inbox.receive(message(*segments), PEER, now=now)
        end()
        assert b"MSA|AA" in answer, answer
        return arrivals[0].message

    def judge(self, second: float, device: str = MONITOR) -> None:
        gateway.judge(device, self.at(second))

    def tick(self, second: float) -> int:
        return clock.tick(self.at(second))

    def says(self, first: int, last: int, every: int = 2, **values: Any) -> None:
        """The monitor says the same all the while, and the gateway looks at each message."""
        for second in range(first, last + 1, every):
            self.hear(second, **values)
            self.judge(second)

    def facts(self, kind: type) -> list[Recorded[Any]]:
        return [each for each in journal.read(self.stream) if isinstance(each.fact, kind)]

    @property
    def filed(self) -> list[dict[str, str]]:
        """The sets that nobody charted, as parameter and value."""
        return [
            {r.parameter.value: str(r.value) for r in each.fact.readings}
            for each in self.facts(SetCharted)
            if each.by == "gateway"
        ]

    @property
    def alarms(self) -> list[tuple[str, str]]:
        """Each change of an alarm: its key, and its level or "cleared"."""
        return [
            (e.fact.key, e.fact.level.value if isinstance(e.fact, AlarmRaised) else "cleared")
            for e in journal.read(self.stream)
            if isinstance(e.fact, AlarmRaised | AlarmCleared)
        ]


def ready(cast: Cast) -> Chair:
    """A running infusion with a monitor at the chair."""
    return Chair(cast).sits().put().dosed()


def ready_from(cast: Cast, began: datetime) -> Chair:
    """The same, begun at another time."""
    return Chair(cast, began=began).sits().put().dosed()


def _live(name: str, value: int | None, at: str) -> str:
    shown = "-100" if value is None else str(value)
    if name == "spo2":
        return obx(shown, at=at)
    code, channel, unit = {"hr": (PULSE, "1.1.1.2", BEATS), "rr": (RESP, "1.2.1.1", BREATHS)}[name]
    return obx(shown, code=code, channel=channel, unit=unit, at=at)


def _cuff(systolic: int, diastolic: int, at: str) -> list[str]:
    return [
        obx(str(systolic), code=SYS, channel="1.3.1.1", unit=MMHG, at=at),
        obx(str(diastolic), code=DIA, channel="1.3.1.2", unit=MMHG, at=at),
    ]
