"""A second scorer for every scale with a rule of its own, written from the scoring table alone.

Plain functions on lists, None for a missing answer; nothing of `morrow` is imported.  Each returns
`(total, subscores, band)`, or None when an answer is missing.  `RANGES` are the items as the table
gives them, low and high of each; `SPANS` the least and the greatest total.
"""

from collections.abc import Callable, Sequence
from typing import Final

Given = Sequence[int | None]
Result = tuple[int | None, dict[str, int], str]

RANGES: Final[dict[str, list[tuple[int, int]]]] = {
    "PHQ-9": [(0, 3)] * 10,  # the tenth is function, not scored
    "GAD-7": [(0, 3)] * 7,
    "QIDS-SR16": [(0, 3)] * 16,
    "MADRS": [(0, 6)] * 10,
    "HAM-D17": [
        *[(0, 4)] * 3,
        *[(0, 2)] * 3,
        *[(0, 4)] * 5,
        *[(0, 2)] * 3,
        (0, 4),
        *[(0, 2)] * 2,
    ],
    "CADSS": [(0, 4)] * 23,
    "CADSS-6": [(0, 4)] * 6,
    "BPRS+": [(1, 7)] * 4,
    "BPRS+0-6": [(0, 6)] * 4,
    # irritability 5, speech 6, thought content 8, disruptive-aggressive 9
    "YMRS": [*[(0, 4)] * 4, (0, 8), (0, 8), (0, 4), (0, 8), (0, 8), (0, 4), (0, 4)],
    "ASRM": [(0, 4)] * 5,
    "PCL-5": [(0, 4)] * 20,
    "Y-BOCS": [(0, 4)] * 10,
    "WHO-5": [(0, 5)] * 5,
    "AUDIT-C": [(0, 4)] * 3,
    "DAST-10": [(0, 1)] * 10,
    "BPIC-SS": [*[(0, 4)] * 7, (0, 10)],
    "KSET-F": [(0, 1)] * 5,
    "MSM": [(1, 3), (1, 5), (1, 5), (0, 1), (0, 1)],
    "WSAS": [(0, 8)] * 5,
    "MoCA": [(0, 30)],
    "MMSE": [(0, 30)],
}
SPANS: Final[dict[str, tuple[int, int] | None]] = {
    "PHQ-9": (0, 27),
    "GAD-7": (0, 21),
    "QIDS-SR16": (0, 27),
    "MADRS": (0, 60),
    "HAM-D17": (0, 52),
    "CADSS": (0, 92),
    "CADSS-6": (0, 24),
    "BPRS+": (4, 28),
    "BPRS+0-6": (0, 24),
    "YMRS": (0, 60),
    "ASRM": (0, 20),
    "PCL-5": (0, 80),
    "Y-BOCS": (0, 40),
    "WHO-5": (0, 25),
    "AUDIT-C": (0, 12),
    "DAST-10": (0, 10),
    "BPIC-SS": (0, 38),
    "KSET-F": None,
    "MSM": (3, 15),
    "WSAS": (0, 40),
    "MoCA": (0, 30),
    "MMSE": (0, 30),
}


def upward(total: int, *steps: tuple[int, str]) -> str:
    """The name of the last step that the total reaches."""
    name = ""
    for start, words in steps:
        if total >= start:
            name = words
    return name


def complete(answers: Given) -> list[int] | None:
    values = [value for value in answers if value is not None]
    return values if len(values) == len(answers) else None


def phq9(answers: Given) -> Result | None:
    values = complete(answers[:9])
    if values is None:
        return None
    total = sum(values)
    band = upward(
        total,
        (0, "none or minimal"),
        (5, "mild"),
        (10, "moderate"),
        (15, "moderately severe"),
        (20, "severe"),
    )
    return total, {}, band


def gad7(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    steps = ((0, "none or minimal"), (5, "mild"), (10, "moderate"), (15, "severe"))
    return total, {}, upward(total, *steps)


def qids(answers: Given) -> Result | None:
    one, two, three, four, mood, less, more, lost, won, *rest = answers
    q10, q11, q12, q13, q14, slow, restless = rest
    singles = [one, two, three, four, mood, q10, q11, q12, q13, q14, slow, restless]
    if any(value is None for value in singles):
        return None
    if (less is None and more is None) or (lost is None and won is None):
        return None
    sleep = max(value for value in (one, two, three, four) if value is not None)
    weight = max(value for value in (less, more, lost, won) if value is not None)
    motor = max(value for value in (slow, restless) if value is not None)
    plain = [value for value in (mood, q10, q11, q12, q13, q14) if value is not None]
    total = sleep + weight + motor + sum(plain)
    parts = {
        "sleep": sleep,
        "mood": plain[0],
        "appetite and weight": weight,
        "item 10": plain[1],
        "item 11": plain[2],
        "item 12": plain[3],
        "item 13": plain[4],
        "item 14": plain[5],
        "psychomotor": motor,
    }
    steps = ((0, "none"), (6, "mild"), (11, "moderate"), (16, "severe"), (21, "very severe"))
    return total, parts, upward(total, *steps)


def madrs(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    steps = ((0, "none"), (7, "mild"), (20, "moderate"), (35, "severe"))
    return total, {}, upward(total, *steps)


def hamd(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values[:17])
    steps = ((0, "none"), (8, "mild"), (14, "moderate"), (19, "severe"), (23, "very severe"))
    return total, {}, upward(total, *steps)


def bare_sum(answers: Given) -> Result | None:
    values = complete(answers)
    return None if values is None else (sum(values), {}, "")


def ymrs(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    # published as under 12, 12 to 20.5, from 21
    band = "not manic" if total < 12 else "hypomanic" if total <= 20.5 else "manic"
    return total, {}, band


def asrm(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    return total, {}, "suggests mania or hypomania" if total >= 6 else "below the cut-off"


def pcl5(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    b, c, d, e = values[0:5], values[5:7], values[7:14], values[14:20]
    band = "below the published cut-offs"
    if total >= 31:
        band = "between the published cut-offs of 31 and 33"
    if total >= 33:
        band = "probable PTSD"
    return total, {"B": sum(b), "C": sum(c), "D": sum(d), "E": sum(e)}, band


def pcl5_provisional(answers: Given) -> bool:
    """Blank is not a symptom; what is met already stays met."""
    counted = [value is not None and value >= 2 for value in answers]
    return (
        any(counted[:5]) and any(counted[5:7]) and sum(counted[7:14]) > 1 and sum(counted[14:]) > 1
    )


def ybocs(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    obsessions, compulsions = sum(values[:5]), sum(values[5:])
    total = obsessions + compulsions
    band = ("subclinical", "mild", "moderate", "severe", "extreme")[min(total // 8, 4)]
    return total, {"obsessions": obsessions, "compulsions": compulsions}, band


def who5(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    raw = sum(values)
    hundred = raw * 4
    band = "not low"
    if hundred <= 28:
        band = "low well-being, likely depression"
    elif raw < 13:
        band = "low well-being"
    return raw, {"raw": raw, "of 100": hundred}, band


def dast10(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    yes = list(values)
    yes[2] = 0 if values[2] == 1 else 1
    total = yes.count(1)
    steps = ((0, "none"), (1, "low"), (3, "moderate"), (6, "substantial"), (9, "severe"))
    return total, {}, upward(total, *steps)


def bpic(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    total = sum(values)
    high = total >= 19
    return total, {}, "moderate to severe bladder pain" if high else "below the cut-off"


def kset(answers: Given) -> Result | None:
    return None if complete(answers) is None else (None, {}, "")


def maudsley(answers: Given) -> Result | None:
    if (values := complete(answers)) is None:
        return None
    duration, severity, failures, augmentation, ect = values
    illness, treatment = duration + severity, failures + augmentation + ect
    total = illness + treatment
    band = "severe" if total > 10 else "moderate" if total > 6 else "mild"
    return total, {"illness": illness, "treatment": treatment}, band


SCORERS: Final[dict[str, Callable[[Given], Result | None]]] = {
    "PHQ-9": phq9,
    "GAD-7": gad7,
    "QIDS-SR16": qids,
    "MADRS": madrs,
    "HAM-D17": hamd,
    "CADSS": bare_sum,
    "CADSS-6": bare_sum,
    "BPRS+": bare_sum,
    "BPRS+0-6": bare_sum,
    "YMRS": ymrs,
    "ASRM": asrm,
    "PCL-5": pcl5,
    "Y-BOCS": ybocs,
    "WHO-5": who5,
    "AUDIT-C": bare_sum,
    "DAST-10": dast10,
    "BPIC-SS": bpic,
    "KSET-F": kset,
    "MSM": maudsley,
    "WSAS": bare_sum,
    "MoCA": bare_sum,
    "MMSE": bare_sum,
}


def audit_c_band(total: int, sex: str) -> str:
    cut = {"male": 4, "female": 3}[sex]
    return "positive" if total >= cut else "negative"


def flags(key: str, answers: Given) -> int:
    """How many flags these answers raise, complete or not."""

    def reaches(number: int, cut: int) -> bool:
        value = answers[number - 1]
        return value is not None and value >= cut

    if key == "PHQ-9":
        return reaches(9, 1) + reaches(9, 3)
    if key == "QIDS-SR16":
        return int(reaches(12, 2))
    if key == "MADRS":
        return int(reaches(10, 4))
    if key.startswith("BPRS+"):
        return int(any(reaches(number, 4) for number in (1, 2, 3, 4)))
    return int(key == "PCL-5" and pcl5_provisional(answers))


def missing(key: str, answers: Given) -> list[int]:
    """The numbers, from 1, of the items that are still to be answered."""
    blank = {number for number, value in enumerate(answers, start=1) if value is None}
    if key == "PHQ-9":
        blank -= {10}
    if key == "QIDS-SR16":
        for pair in ({6, 7}, {8, 9}):
            if len(pair & blank) == 1:
                blank -= pair
    return sorted(blank)
