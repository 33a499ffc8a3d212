"""The cast: messages as monitors of four dialects send them, and the parts to build others.

The shapes follow published captures (IHE PCD-01 example, COMEN, Philips MDIL, a 2.3.1 spot
monitor); patients, serial numbers and values are ours.
"""

from typing import Final

SENT: Final = "20261101093000-0500"
MEASURED: Final = "20261101092958-0500"


def message(*segments: str) -> bytes:
    """Segments as one message, in UTF-8."""
    return "".join(f"{segment}\r" for segment in segments).encode()


def msh(
    *,
    sender: str = "MON-07^0012AB34CD56EF78^EUI-64",
    sent: str = SENT,
    kind: str = "ORU^R01^ORU_R01",
    control: str = "M1",
    processing: str = "P",
    version: str = "2.6",
    modes: str = "|",
    charset: str = "UNICODE UTF-8",
) -> str:
    profile = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO"
    return (
        rf"MSH|^~\&|{sender}||MORROW||{sent}||{kind}|{control}|{processing}|{version}|||{modes}||"
        rf"{charset}|||{profile}"
    )


OBR: Final = "OBR|1|||182777000^monitoring of patient^SCT|||20261101092900-0500"
PID: Final = "PID|||12345^^^Clinic^MR||Sample^Patient"


def obx(
    value: str = "98",
    *,
    code: str = "150456^MDC_PULS_OXIM_SAT_O2^MDC",
    channel: str = "1.1.1.1",
    unit: str = "262688^MDC_DIM_PERCENT^MDC",
    kind: str = "NM",
    status: str = "R",
    at: str = MEASURED,
    device: str = "",
) -> str:
    return f"OBX|1|{kind}|{code}|{channel}|{value}|{unit}|||||{status}|||{at}||||{device}"


SYS: Final = "150021^MDC_PRESS_BLD_NONINV_SYS^MDC"
DIA: Final = "150022^MDC_PRESS_BLD_NONINV_DIA^MDC"
MMHG: Final = "266016^MDC_DIM_MMHG^MDC"
BEATS: Final = "264864^MDC_DIM_BEAT_PER_MIN^MDC"
BREATHS: Final = "264928^MDC_DIM_RESP_PER_MIN^MDC"

PCD01: Final = message(
    msh(),
    PID,
    OBR,
    "OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||0012AB34CD56EF78^EUI-64",
    obx("97"),
    obx("71", code="149530^MDC_PULS_OXIM_PULS_RATE^MDC", channel="1.1.1.2", unit=BEATS),
    obx("14", code="151562^MDC_RESP_RATE^MDC", channel="1.2.1.1", unit=BREATHS),
    "OBX|5||150020^MDC_PRESS_BLD_NONINV^MDC|1.3.1.0|||||||X|||20261101092500-0500",
    obx("128", code=SYS, channel="1.3.1.1", unit=MMHG, at=""),
    obx("79.5", code=DIA, channel="1.3.1.2", unit=MMHG, at=""),
    obx("95", code="150023^MDC_PRESS_BLD_NONINV_MEAN^MDC", channel="1.3.1.3", unit=MMHG, at=""),
)
COMEN: Final = message(
    r"MSH|^~\&||KC575235977G|||20250610015128+0800||ORU^R01|77|P|2.6",
    "PID|||A1||Sample^Patient",
    "OBR||||1^MON_PARAM^99COMEN|||20250610015127+0800",
    "OBX||NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.150456|97|262688^MDC_DIM_PERCENT^MDC|||||F"
    "|||20250610015127+0800||||KC575235977G",
    "OBX||NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.2.150456|96|262688^MDC_DIM_PERCENT^MDC|||||F"
    "|||20250610015127+0800",
    "OBX||NM|188740^MDC_LEN_BODY_ACTUAL^MDC|1.10.1.188740||263441^MDC_DIM_CENTI_M^MDC|||||F"
    "|||20250610015127+0800",
)
PHILIPS: Final = message(
    r"MSH|^~\&|CM100|PHILIPS|||20261101093000||ORU^R01|HP104220879017992|P|2.4||||||8859/1",
    "PID|||||",
    "OBR|1||||||20261101092955",
    "OBX||NM|0002-4182^HR^MDIL|0|60|0004-0aa0^bpm^MDIL|||||F",
    "OBX||NM|0002-4bb8^SpO2^MDIL|0|95|0004-0220^%^MDIL|||||F",
    "OBX||NM|0002-500a^RR^MDIL|0|15|0004-0ae0^rpm^MDIL|8-30||||F",
    "OBX||NM|0002-4a05^NBPs^MDIL|0|120|0004-0f20^mmHg^MDIL|||||F",
    "OBX||NM|0002-f0e5^NIBPPulse^MDIL|0|62|0004-0aa0^bpm^MDIL|||||F",
)
SPOT_231: Final = message(
    r"MSH|^~\&|VS-SPOT^44556677||||20261101093000-0500||ORU^R01|9|P|2.3.1||||AL||ASCII",
    "OBR||||SPOTCHECK|||20261101092900-0500",
    "OBX||NM|150301^MDC_PRESS_CUFF_SYS^MDC||131|mm[Hg]^^UCUM|||||F|||20261101092900-0500",
    "OBX||NM|150302^MDC_PRESS_CUFF_DIA^MDC||82|mm[Hg]|||||F|||20261101092900-0500",
    "OBX||NM|149546^MDC_PULS_RATE_NON_INV^MDC||-100|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||F"
    "|||20261101092900-0500",
)
OTHER_MARKS: Final = PCD01.replace(b"|", b"$").replace(b"^", b"*")

ALL: Final = {
    "pcd01": PCD01,
    "comen": COMEN,
    "philips": PHILIPS,
    "spot": SPOT_231,
    "other-marks": OTHER_MARKS,
}
