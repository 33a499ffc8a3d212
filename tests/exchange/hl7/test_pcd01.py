"""PCD-01: which values become readings, with which time and device, and why others do not."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from morrow.care.visit.values import Parameter
from morrow.exchange.hl7 import METRICS, Hl7Error, Message, Refused, Why, read
from morrow.exchange.hl7.mdc import DIMENSIONS, mdc_number
from tests.exchange.hl7 import samples
from tests.exchange.hl7.samples import BEATS, DIA, MMHG, OBR, PID, SYS, message, msh, obx

NEW_YORK = ZoneInfo("America/New_York")
P = Parameter


def with_obx(*lines: str) -> Message:
    return read(message(msh(), OBR, *lines))


def only_refusal(*lines: str) -> Refused:
    found = with_obx(*lines)
    assert not found.readings
    (refused,) = found.refused
    return refused


def test_a_monitors_message_becomes_readings() -> None:
    found = read(samples.PCD01)
    rows = [(r.parameter, r.value, r.unit, f"{r.at:%H:%M:%S}", r.channel) for r in found.readings]
    assert rows == [
        (P.SPO2, Decimal(97), "%", "14:29:58", "1.1.1.1"),
        (P.HR, Decimal(71), "/min", "14:29:58", "1.1.1.2"),
        (P.RR, Decimal(14), "/min", "14:29:58", "1.2.1.1"),
        (P.SBP, Decimal(128), "mm[Hg]", "14:25:00", "1.3.1.1"),
        (P.DBP, Decimal("79.5"), "mm[Hg]", "14:25:00", "1.3.1.2"),
        (P.MAP, Decimal(95), "mm[Hg]", "14:25:00", "1.3.1.3"),
    ]
    assert found.refused == ()
    assert (found.device_id, found.control_id, found.has_pid) == ("0012AB34CD56EF78", "M1", True)
    assert found.sent_at == datetime(2026, 11, 1, 14, 30, tzinfo=UTC)


def test_delimiters_of_the_senders_choice_change_nothing() -> None:
    assert read(samples.OTHER_MARKS).readings == read(samples.PCD01).readings


def test_two_channels_of_one_code_are_two_readings() -> None:
    found = read(samples.COMEN)
    assert [(str(r.value), r.channel) for r in found.readings] == [
        ("97", "1.3.1.150456"),
        ("96", "1.3.2.150456"),
    ]
    assert [refused.why for refused in found.refused] == [Why.CODE]


def test_philips_codes_are_read_by_arithmetic_and_private_terms_are_refused() -> None:
    found = read(samples.PHILIPS, zone=NEW_YORK)
    rows = [(r.parameter, str(r.value), r.unit) for r in found.readings]
    assert rows == [
        (P.HR, "60", "/min"),
        (P.SPO2, "95", "%"),
        (P.RR, "15", "/min"),
        (P.SBP, "120", "mm[Hg]"),
    ]
    assert [(refused.code, refused.why) for refused in found.refused] == [("0002-f0e5", Why.CODE)]
    assert found.readings[0].at == datetime(2026, 11, 1, 14, 29, 55, tzinfo=UTC)


def test_a_spot_monitor_of_version_2_3_1_is_read_and_minus_100_is_no_value() -> None:
    found = read(samples.SPOT_231)
    assert [(r.parameter, str(r.value)) for r in found.readings] == [(P.SBP, "131"), (P.DBP, "82")]
    assert [(refused.why, refused.seen) for refused in found.refused] == [(Why.NO_VALUE, "-100")]


@pytest.mark.parametrize(
    ("identifier", "code"),
    [("0002-4bb8", 150456), ("0002-4182", 147842), ("0002-4A05", 150021), ("0002-500a", 151562)],
)
def test_the_arithmetic_rule_gives_the_published_codes(identifier: str, code: int) -> None:
    """The pairs of the Philips table; 0004-0f20, 0004-0220, 0004-0aa0, 0004-0ae0 are units."""
    assert mdc_number(identifier, "MDIL") == code
    assert code in METRICS
    units = [mdc_number(f"0004-{term}", "MDIL") for term in ("0f20", "0220", "0aa0", "0ae0")]
    assert units == [266016, 262688, 264864, 264928]


@pytest.mark.parametrize("term", ["f000", "f0e5", "FFFF"])
def test_a_makers_private_term_has_no_code_by_arithmetic(term: str) -> None:
    assert mdc_number(f"0002-{term}", "MDIL") is None
    assert mdc_number("0002-efff", "MDIL") == 2 * 65536 + 0xEFFF


@pytest.mark.parametrize("code", METRICS)
def test_every_code_of_the_table_is_read_with_its_unit_and_has_a_source(code: int) -> None:
    metric = METRICS[code]
    (dimension,) = metric.dimensions
    unit = f"{dimension}^{DIMENSIONS[dimension].name}^MDC"
    (reading,) = with_obx(obx("99", code=f"{code}^{metric.name}^MDC", unit=unit)).readings
    assert reading.parameter is metric.parameter
    assert reading.unit == DIMENSIONS[dimension].ucum
    assert metric.source.locator
    for other in set(DIMENSIONS) - metric.dimensions:
        wrong = f"{other}^{DIMENSIONS[other].name}^MDC"
        refused = only_refusal(obx("99", code=f"{code}^{metric.name}^MDC", unit=wrong))
        assert refused.why is Why.UNIT


@pytest.mark.parametrize(
    "text",
    [
        "90-140", "NaN", "nan", "inf", "1e309", "1e2", "1,5", "<90", ">90", "++1", "٩٨", "９８", "0x50",  # noqa: RUF001
        "98 ", " 98", "98%", "9 8", "98.", ".5", "98~97", "98^97", "98&1", r"\X3938\ ".strip(),
        "--", "abc", "1_000", "00000000000000098",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_number_is_refused(text: str) -> None:
    refused = only_refusal(obx(text))
    assert refused.why is Why.NOT_A_NUMBER
    assert (refused.where.field, refused.seen) == (5, text)


@pytest.mark.parametrize("text", ["", '""', "-100"])
def test_no_value_is_named_so_and_is_never_zero(text: str) -> None:
    assert only_refusal(obx(text)).why is Why.NO_VALUE


@pytest.mark.parametrize("text", ["-5", "-0", "101", "100.1", "1000"])
def test_what_cannot_be_measured_is_refused(text: str) -> None:
    assert only_refusal(obx(text)).why is Why.IMPOSSIBLE


@pytest.mark.parametrize("text", ["0", "100", "100.0", "+98", "098", "97.25"])
def test_a_plain_number_is_kept_as_it_was_written(text: str) -> None:
    (reading,) = with_obx(obx(text)).readings
    assert reading.value == Decimal(text)


@pytest.mark.parametrize(
    "unit",
    [
        "", "mmHg", "mmHg^^UCUM", "kPa^^UCUM", "266080^MDC_DIM_KILO_PASCAL^MDC", "0004-0f03^kPa^MDIL",
        "266016^MDC_DIM_KILO_PASCAL^MDC", "0004-0f20^kPa^MDIL", "266016^MDC_DIM_MMHG^99XYZ",
        "262688^MDC_DIM_PERCENT^MDC", "mm[Hg]^^ISO+", "%",
    ],
)  # fmt: skip
def test_a_pressure_without_a_unit_that_needs_no_conversion_is_refused(unit: str) -> None:
    refused = only_refusal(obx("120", code=SYS, unit=unit))
    assert (refused.why, refused.where.field) == (Why.UNIT, 6)
    assert "mm[Hg]^^UCUM" in refused.wanted


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (obx("120", code=SYS, unit=f"{MMHG}~kPa^^UCUM"), Why.UNIT),
        (obx("120", code=f"{SYS}~{DIA}", unit=MMHG), Why.CODE),
        (obx("120", code=SYS, unit=MMHG, at=f"{samples.MEASURED}~"), Why.TIME),
    ],
)
def test_a_second_code_unit_or_time_is_not_left_out_in_silence(line: str, why: Why) -> None:
    """Found by the million mutants: the first repetition was taken, the second not seen."""
    assert only_refusal(line).why is why


def test_breaths_are_no_heart_beats_though_both_are_per_minute() -> None:
    pulse = "149530^MDC_PULS_OXIM_PULS_RATE^MDC"
    assert only_refusal(obx("70", code=pulse, unit=samples.BREATHS)).why is Why.UNIT
    assert with_obx(obx("70", code=pulse, unit="/min")).readings[0].unit == "/min"


@pytest.mark.parametrize(
    "status", ["", "C", "D", "I", "N", "O", "P", "S", "U", "W", "X", "f", "FF"]
)
def test_every_status_but_final_and_raw_is_refused_with_its_meaning(status: str) -> None:
    refused = only_refusal(obx(status=status))
    assert (refused.why, refused.where.field) == (Why.STATUS, 11)


@pytest.mark.parametrize("status", ["F", "R"])
def test_final_and_raw_are_read(status: str) -> None:
    assert len(with_obx(obx(status=status)).readings) == 1


@pytest.mark.parametrize(
    "code",
    [
        "150344^MDC_TEMP^MDC", "150456^MDC_PULS_OXIM_SAT_O2^99XYZ", "150456", "^^MDC", "",
        "8480-6^Systolic^LN", "150021^MDC_PRESS_BLD_NONINV_DIA^MDC", "0150456^^MDC", "2101^^MDC",
        "150456^MDC_PULS_OXIM_SAT_O2^MDC^150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
    ],
)  # fmt: skip
def test_a_code_that_is_not_ours_or_contradicts_its_name_is_refused(code: str) -> None:
    assert only_refusal(obx(code=code)).why is Why.CODE


def test_a_private_code_with_a_known_alternate_is_read_by_that() -> None:
    code = "327680^SPO2_SPO2^EHC^150456^MDC_PULS_OXIM_SAT_O2^MDC"
    assert with_obx(obx(code=code)).readings[0].parameter is P.SPO2


@pytest.mark.parametrize("kind", ["", "ST", "SN", "CWE", "TX"])
def test_a_value_that_is_not_typed_as_a_number_is_refused(kind: str) -> None:
    assert only_refusal(obx(kind=kind)).why is Why.NOT_A_NUMBER


class TestTime:
    def test_the_values_own_time_wins(self) -> None:
        (reading,) = with_obx(obx(at="20261101092000-0500")).readings
        assert reading.at == datetime(2026, 11, 1, 14, 20, tzinfo=UTC)
        assert reading.own_time

    def test_a_value_timed_by_its_order_says_so(self) -> None:
        (reading,) = with_obx(obx(at="")).readings
        assert (reading.at, reading.timed_by, reading.own_time) == (
            datetime(2026, 11, 1, 14, 29, tzinfo=UTC),
            "OBR-7",
            False,
        )

    @pytest.mark.parametrize("group", ["1.3.1", "1.3.1.0", "1.3", "1.3.0.0", "1", "1.0.0.0"])
    def test_a_group_times_what_is_below_it(self, group: str) -> None:
        above = f"OBX|1||150020^^MDC|{group}|||||||X|||20261101092500-0500"
        (reading,) = with_obx(
            above, obx("120", code=SYS, unit=MMHG, channel="1.3.1.1", at="")
        ).readings
        assert (f"{reading.at:%H:%M}", reading.timed_by) == ("14:25", f"OBX-14 of {group}")

    def test_a_group_of_another_branch_or_order_times_nothing(self) -> None:
        above = "OBX|1||150020^^MDC|1.4.1.0|||||||X|||20261101092500-0500"
        below = "OBX|1||150020^^MDC|1.3.1.0|||||||X|||20261101092500-0500"
        (reading,) = with_obx(above, below, OBR, obx(channel="1.3.1.1", at="")).readings
        assert reading.timed_by == "OBR-7"

    def test_a_time_without_an_offset_takes_that_of_the_message(self) -> None:
        (reading,) = with_obx(obx(at="20261101092958")).readings
        assert reading.at == datetime(2026, 11, 1, 14, 29, 58, tzinfo=UTC)

    def test_and_else_that_of_the_listener(self) -> None:
        raw = message(msh(sent="20260701093000"), OBR, obx(at="20260701092958"))
        assert read(raw, zone=NEW_YORK).readings[0].at.hour == 13
        assert read(raw).refused[0].why is Why.TIME

    @pytest.mark.parametrize("hour", ["20261101013000", "20260308023000"])
    def test_a_clock_time_that_comes_twice_or_never_is_refused(self, hour: str) -> None:
        raw = message(msh(sent=""), OBR, obx(at=hour))
        (refused,) = read(raw, zone=NEW_YORK).refused
        assert "repeats or skips" in refused.reason

    @pytest.mark.parametrize(
        "at",
        [
            "202611010929", "20261101", "20261301092900-0500", "20261101092960-0500",
            "00000101000000+0000", "99991231235959-1200", "20261101092900-0560",
            "20261101092900-9900", "20261101092900Z", "2026-11-01T09:29:00", "yesterday",
            "20261101092900-050", "٢٠٢٦١١٠١٠٩٢٩٠٠",
        ],
    )  # fmt: skip
    def test_what_is_no_instant_to_the_second_is_refused(self, at: str) -> None:
        assert only_refusal(obx(at=at)).why is Why.TIME

    def test_a_value_measured_after_its_message_was_sent_is_refused(self) -> None:
        assert only_refusal(obx(at="20261101093101-0500")).why is Why.TIME
        assert with_obx(obx(at="20261101093100-0500")).readings

    def test_a_fraction_of_a_second_is_kept(self) -> None:
        (reading,) = with_obx(obx(at="20261101092958.25-0500")).readings
        assert reading.at.microsecond == 250_000

    def test_no_time_at_all_is_refused(self) -> None:
        raw = message(msh(), "OBR|1|||x", obx(at=""))
        assert read(raw).refused[0].why is Why.TIME


class TestIdentity:
    def test_the_device_is_that_of_the_tree_else_the_sender(self) -> None:
        assert with_obx(obx(device="DEV1^EUI-64")).device_id == "DEV1"
        assert with_obx(obx(device="^^DEV2^EUI-64")).device_id == "DEV2"
        assert with_obx(obx()).device_id == "0012AB34CD56EF78"
        assert read(message(msh(sender="MON-7"), OBR, obx())).device_id == "MON-7"

    def test_a_device_named_below_its_values_is_still_theirs(self) -> None:
        late = "OBX|9||69965^^MDC|1.0.0.0|||||||X|||||||DEV1^EUI-64"
        found = with_obx(obx(), late)
        assert (found.device_id, len(found.readings)) == ("DEV1", 1)

    def test_values_of_a_second_device_are_refused(self) -> None:
        first = "OBX|1||69965^^MDC|1.0.0.0|||||||X|||||||DEV1^EUI-64"
        second = "OBX|2||69965^^MDC|2.0.0.0|||||||X|||||||DEV2^EUI-64"
        found = with_obx(
            first, second, obx(), obx("91", channel="2.1.1.1"), obx("90", device="DEV3")
        )
        assert [reading.value for reading in found.readings] == [98]
        assert [refused.why for refused in found.refused] == [Why.DEVICE, Why.DEVICE]

    def test_a_module_with_a_serial_number_of_its_own_is_part_of_its_monitor(self) -> None:
        monitor = "OBX|1||69965^^MDC|1.0.0.0|||||||X|||||||DEV1^EUI-64"
        module = "OBX|2||69798^^MDC|1.1.0.0|||||||X|||||||MODULE9^EUI-64"
        found = with_obx(monitor, module, obx())
        assert (found.device_id, len(found.readings)) == ("DEV1", 1)

    def test_what_the_message_says_of_the_patient_leaves_no_trace(self) -> None:
        found = read(message(msh(), PID, OBR, obx()))
        assert found.has_pid
        assert "12345" not in repr(found)
        assert "Sample" not in repr(found)

    def test_the_same_reading_twice_is_one(self) -> None:
        found = with_obx(obx(), obx())
        assert len(found.readings) == 1
        assert [refused.why for refused in found.refused] == [Why.REPEATED]

    def test_two_values_for_one_measurement_are_both_refused(self) -> None:
        found = with_obx(obx("98"), obx("88"), obx("70", code="149530^^MDC", unit=BEATS))
        assert [reading.value for reading in found.readings] == [70]
        assert [refused.why for refused in found.refused] == [Why.CONTRADICTION, Why.CONTRADICTION]


@pytest.mark.parametrize(
    ("raw", "where", "code"),
    [
        (message(msh(kind="ADT^A01"), OBR, obx()), "MSH-9", 200),
        (message(msh(kind="ORU^R01^ORU_R30"), OBR, obx()), "MSH-9", 200),
        (message(msh(kind="ORU^R40^ORU_R01"), OBR, obx()), "MSH-9", 201),
        (message(msh(kind=""), OBR, obx()), "MSH-9", 200),
        (message(msh(control=""), OBR, obx()), "MSH-10", 101),
        (message(msh(control="a^b"), OBR, obx()), "MSH-10", 101),
        (message(msh(control="x" * 200), OBR, obx()), "MSH-10", 101),
        (message(msh(processing="X"), OBR, obx()), "MSH-11", 202),
        (message(msh(version="3.0"), OBR, obx()), "MSH-12", 203),
        (message(msh(modes="AL|XX"), OBR, obx()), "MSH-16", 102 + 1),
        (message(msh(), obx()), "OBX", 100),
        (message(msh(), PID, PID, OBR, obx()), "PID", 100),
        (message(msh(sender=""), OBR, obx()), "MSH-3", 101),
    ],
)
def test_a_message_that_is_not_ours_is_refused_as_a_whole(
    raw: bytes, where: str, code: int
) -> None:
    with pytest.raises(Hl7Error, match=re.escape(where)) as refused:
        read(raw)
    assert refused.value.code == code
    assert refused.value.header is not None


def test_a_message_without_values_is_a_sign_of_life() -> None:
    found = read(message(msh(), OBR))
    assert (found.readings, found.refused, found.control_id) == ((), (), "M1")


def test_diastolic_and_systolic_of_one_cuff_are_kept_as_sent() -> None:
    """Which of two pressures can be true is for `care` to flag; nothing is swapped here."""
    found = with_obx(
        obx("80", code=SYS, unit=MMHG, channel="1.3.1.1"),
        obx("120", code=DIA, unit=MMHG, channel="1.3.1.2"),
    )
    assert [(r.parameter, str(r.value)) for r in found.readings] == [(P.SBP, "80"), (P.DBP, "120")]
