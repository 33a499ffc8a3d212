"""The demonstration's monitors: real HL7 on a real socket, the same for the same seed."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from morrow.care.visit.values import Parameter
from morrow.clinic.bedside.mllp import listening
from morrow.demo.monitors import __main__ as program
from morrow.demo.monitors import play as monitors
from morrow.demo.monitors.monitor import Monitor, Playing, ScenarioError, builtin, load
from morrow.demo.monitors.physiology import SCENARIOS, share_of_peak
from morrow.exchange.hl7 import Message, Verdict, Why, acknowledge, read

BEGAN = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
P = Parameter


def at(playing: Playing, minute: float) -> Message:
    """The message of the minute of the infusion, as our own reader reads it."""
    since = timedelta(minutes=(minute - playing.monitor.start_min) / playing.speed)
    return read(playing.message(1, playing.began + since))


def play(
    scenario: str,
    *,
    seed: int = 1,
    speed: float = 1.0,
    start_min: float = -10.0,
    clock_offset_s: float = 0.0,
) -> Playing:
    monitor = Monitor(
        device="MON-01", scenario=scenario, start_min=start_min, clock_offset_s=clock_offset_s
    )
    return Playing(monitor=monitor, began=BEGAN, seed=seed, speed=speed)


def value(message: Message, parameter: Parameter) -> float:
    (found,) = (r.value for r in message.readings if r.parameter is parameter)
    return float(found)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("minute", [-10, 0, 17, 24, 35, 60, 120])
def test_every_message_of_every_scenario_is_read_without_a_refusal_but_a_probe_that_is_off(
    scenario: str, minute: float
) -> None:
    message = at(play(scenario), minute)
    off = scenario == "probe-off" and minute == 17
    assert [refused.why for refused in message.refused] == [Why.NO_VALUE] * (2 if off else 0)
    assert {r.parameter for r in message.readings} == (
        {P.RR, P.SBP, P.DBP, P.MAP} if off else {P.SPO2, P.HR, P.RR, P.SBP, P.DBP, P.MAP}
    )
    assert message.device_id == "MON-01"
    assert all(reading.own_time for reading in message.readings)


def test_the_same_seed_gives_the_same_messages_and_another_seed_others() -> None:
    now = BEGAN + timedelta(minutes=31)
    assert play("quiet").message(5, now) == play("quiet").message(5, now)
    assert play("quiet").message(5, now) != play("quiet", seed=2).message(5, now)


def test_the_rise_of_pressure_is_greatest_between_30_and_40_minutes() -> None:
    assert [share_of_peak(minute) for minute in (-5, 0, 15, 30, 40, 70, 100)] == [
        0,
        0,
        0.5,
        1,
        1,
        0.5,
        0,
    ]


def test_the_climbing_patient_passes_165_and_the_desaturating_one_90() -> None:
    climbing = play("pressure-climbs")
    assert value(at(climbing, 10), P.SBP) < 150
    assert value(at(climbing, 40), P.SBP) > 165
    falling = play("desaturates")
    assert value(at(falling, 10), P.SPO2) > 94
    assert value(at(falling, 24), P.SPO2) < 90


def test_a_cuff_value_is_sent_again_with_the_time_of_its_measurement() -> None:
    """One measurement in 5 minutes, whatever the rounding of the clock: 150 messages, one time."""
    playing = play("quiet", speed=1.7, start_min=-7)  # minute 10 is a whole second
    times = {
        (reading.at, reading.value)
        for tick in range(150)
        for reading in at(playing, 10 + tick * 4.99 / 150).readings
        if reading.parameter is P.SBP
    }
    assert len(times) == 1


def test_a_monitors_clock_may_be_wrong() -> None:
    wrong = at(play("quiet", clock_offset_s=-90), 0)
    right = at(play("quiet"), 0)
    assert wrong.sent_at is not None
    assert right.sent_at is not None
    assert right.sent_at - wrong.sent_at == timedelta(seconds=90)


def test_the_built_in_day_has_every_scenario_and_a_monitor_for_each_chair() -> None:
    day = builtin(12)
    assert len({monitor.device for monitor in day}) == 12
    assert {monitor.scenario for monitor in day} == set(SCENARIOS)


def test_a_scenario_file_names_its_monitors(tmp_path: Path) -> None:
    file = tmp_path / "day.json"
    row = {"device": "A", "scenario": "silent", "start_min": 3, "baseline": {"systolic": 140}}
    file.write_text(json.dumps([row]))
    (monitor,) = load(file)
    assert (monitor.device, monitor.start_min, monitor.baseline.systolic) == ("A", 3, 140)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "no monitors"),
        ('[{"device": "A", "scenario": "flies"}]', "unknown scenario 'flies'"),
        ('[{"device": "A", "cuff_every_min": 0}]', "more than 0"),
        ('[{"scenario": "quiet"}]', "device"),
        ("nonsense", "Expecting value"),
    ],
)
def test_a_scenario_file_that_cannot_be_played_is_refused(
    tmp_path: Path, text: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "day.json"
    file.write_text(text)
    with pytest.raises(ScenarioError, match=words):
        load(file)
    assert program.main(["--scenario", str(file)]) == 2


def test_monitors_speak_over_a_socket_and_repeat_what_was_not_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(monitors, "RETRY_S", 0.01)
    stored: list[Message] = []
    broken: list[bytes] = []
    enough = asyncio.Event()

    async def store(raw: bytes, peer: str) -> Sequence[bytes]:
        if not broken:
            broken.append(raw)
            raise ConnectionError("the first one is lost")
        message = read(raw)
        stored.append(message)
        if len(stored) == 30:
            enough.set()
        now = datetime.now(UTC)
        return acknowledge(message.header, Verdict.ACCEPT, now=now, ack_id=str(len(stored)))

    async def run() -> None:
        async with listening(store, port=0) as (_, port):
            playing = [Playing(monitor=m, began=datetime.now(UTC), seed=1) for m in builtin(3)]
            day = asyncio.create_task(
                monitors.play_all(playing, host="127.0.0.1", port=port, every_s=0.02)
            )
            async with asyncio.timeout(10):
                await enough.wait()
            day.cancel()
            await asyncio.wait([day])

    asyncio.run(run())
    assert {message.device_id for message in stored} == {"MON-01", "MON-02", "MON-03"}
    assert read(broken[0]).control_id in [message.control_id for message in stored]


def test_a_silent_monitor_does_not_even_connect() -> None:
    dead = Playing(
        monitor=Monitor(device="A", scenario="silent", start_min=20),
        began=datetime.now(UTC),
        seed=1,
    )

    async def run() -> int:
        async def store(raw: bytes, peer: str) -> Sequence[bytes]:
            return []

        async with listening(store, port=0) as (listener, port):
            day = asyncio.create_task(monitors.play(dead, host="127.0.0.1", port=port))
            await asyncio.sleep(0.1)
            day.cancel()
            await asyncio.wait([day])
            return listener.counts["connections"]

    assert asyncio.run(run()) == 0
