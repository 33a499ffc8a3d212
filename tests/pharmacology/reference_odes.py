"""The published models written a second time, by hand, as differential equations.

Nothing here comes from `morrow.pharmacology.models`: numbers and structures were typed anew from the
tables of the papers, as nlmixr2lib, opentiva, SimTIVA and stanpumpR cite them.  Time in minutes,
amounts in mg, volumes in L.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

from tests.pharmacology.referee import Given, Into, Reference, solved

S_KETAMINE, S_NORKETAMINE, S_HYDROXYNORKETAMINE = 237.73, 223.70, 239.70  # g/mol
IV: Final = {"iv": [[Into(0, 1.0)]]}


def domino_1984(weight: float) -> Reference:
    """Clin Pharmacol Ther 36:645; opentiva, SimTIVA.  ke0: Navarrete 2025."""
    v1 = 0.063 * weight
    k10, k12, k13, k21, k31, ke0 = 0.4381, 0.5921, 0.5900, 0.2470, 0.0146, 0.238

    def rhs(y: Sequence[float]) -> list[float]:
        a1, a2, a3, ce = y
        return [
            -(k10 + k12 + k13) * a1 + k21 * a2 + k31 * a3,
            k12 * a1 - k21 * a2,
            k13 * a1 - k31 * a3,
            ke0 * (a1 / v1 - ce),
        ]

    return Reference(4, rhs, lambda y: {"ketamine": y[0] / v1, "ketamine (effect site)": y[3]}, IV)


def _two(v1: float, k10: float, k12: float, k21: float, name: str = "ketamine") -> Reference:
    def rhs(y: Sequence[float]) -> list[float]:
        return [-(k10 + k12) * y[0] + k21 * y[1], k12 * y[0] - k21 * y[1]]

    return Reference(2, rhs, lambda y: {name: y[0] / v1}, IV)


def clements_1981_250(weight: float) -> Reference:
    """Br J Anaesth 53:27, the arm with a bolus of 250 ug/kg; opentiva."""
    return _two(1.7522 * weight, 0.0109, 0.0186, 0.0137)


def hijazi_2003(weight: float) -> Reference:
    """Br J Anaesth 90:155; opentiva."""
    return _two(1.08 * weight, 0.0333, 0.0088, 0.0030)


def _two_by_flow(
    weight: float, v1: float, v2: float, cl_h: float, q_h: float, name: str = "ketamine"
) -> Reference:
    """Volumes linear in weight, flows (L/h) with its power 3/4."""
    size, flow = weight / 70, (weight / 70) ** 0.75 / 60
    return _two(
        v1 * size,
        cl_h * flow / (v1 * size),
        q_h * flow / (v1 * size),
        q_h * flow / (v2 * size),
        name,
    )


def herd_2007(weight: float) -> Reference:
    """Paediatr Anaesth 17:622, abstract."""
    return _two_by_flow(weight, 38.7, 102, 90, 215)


def hornik_2018(weight: float) -> Reference:
    """J Clin Pharmacol, PMID 29677389; opentiva."""
    return _two_by_flow(weight, 32.8, 152, 38.9, 54.9)


def flint_2017(weight: float) -> Reference:
    """Pediatr Anesth 27:1098 Table 3; nlmixr2lib.  The parent."""
    return _two_by_flow(weight, 7.73, 545, 112, 196, "S-ketamine")


def kamp_2020_meta(weight: float, name: str = "ketamine") -> Reference:
    """Anesthesiology 133:1192; SimTIVA, with its ke0."""
    size, flow = weight / 70, (weight / 70) ** 0.75 / 60
    v1, v2, v3 = 25 * size, 56 * size, 157 * size
    cl, q2, q3 = 84 * flow, 161 * flow, 79 * flow
    ke0 = 0.1876 * math.log(weight) + 0.5932

    def rhs(y: Sequence[float]) -> list[float]:
        c1, c2, c3 = y[0] / v1, y[1] / v2, y[2] / v3
        return [
            -cl * c1 - q2 * (c1 - c2) - q3 * (c1 - c3),
            q2 * (c1 - c2),
            q3 * (c1 - c3),
            ke0 * (c1 - y[3]),
        ]

    return Reference(4, rhs, lambda y: {name: y[0] / v1, f"{name} (effect site)": y[3]}, IV)


def otto_2021(weight: float) -> Reference:
    """Eur J Clin Pharmacol 77:1181 Table 3 and its NONMEM supplement; nlmixr2lib.

    Only central volumes and clearances change with weight; all that is cleared becomes
    norketamine, counted in the mass of ketamine.
    """
    size, flow = weight / 70, (weight / 70) ** 0.75 / 60
    v, vp1, vp2 = 133 * size, 187.0, 98.8
    cl, q1, q2 = 95.2 * flow, 23.2 / 60, 157 / 60
    vn, vnp, cln, qn = 98.638 * size, 160.04, 57.72 * flow, 42.778 / 60

    def rhs(y: Sequence[float]) -> list[float]:
        c, c1, c2, n, n1 = y[0] / v, y[1] / vp1, y[2] / vp2, y[3] / vn, y[4] / vnp
        return [
            -cl * c - q1 * (c - c1) - q2 * (c - c2),
            q1 * (c - c1),
            q2 * (c - c2),
            cl * c - cln * n - qn * (n - n1),
            qn * (n - n1),
        ]

    return Reference(5, rhs, lambda y: {"S-ketamine": y[0] / v, "S-norketamine": y[3] / vn}, IV)


def perezruixo_2021(*, age: float = 45, asian: bool = False, japanese: bool = False) -> Reference:
    """Clin Pharmacokinet 60:501 Table 3 and section 2.3; nlmixr2lib.

    States: nasal depot, swallowed depot, oral depot, central, two peripheral, hepato-portal,
    noresketamine central and peripheral.
    """
    vc, vp1, vp2, vh, vcn, vpn = 192.0, 143.0, 417.0, 101.0, 70.0, 115.0
    q1, q2, q3 = 84.3 / 60, 37.6 / 60, 26.1 / 60
    qh = (151 - 2.19 * max(0.0, age - 60)) / 60
    kel = 1.11 / 60 * (0.36 if asian else 1)
    kmet, cln = 2.77 / 60, 38.0 / 60 * (0.81 if asian else 1)
    ka_n, ka_sw, ka_po, fgut = 2.93 / 60, 1.45 / 60, 0.97 / 60, 0.64
    first = 0.54 * (1.34 if japanese else 1)

    def rhs(y: Sequence[float]) -> list[float]:
        nose, swallowed, mouth, a, p1, p2, h, n, np1 = y
        c, ch, cn = a / vc, h / vh, n / vcn
        return [
            -ka_n * nose,
            -ka_sw * swallowed,
            -ka_po * mouth,
            ka_n * nose - q1 * (c - p1 / vp1) - q2 * (c - p2 / vp2) - qh * (c - ch),
            q1 * (c - p1 / vp1),
            q2 * (c - p2 / vp2),
            ka_sw * swallowed + ka_po * mouth + qh * (c - ch) - (kel + kmet) * h,
            kmet * h - cln * cn - q3 * (cn - np1 / vpn),
            q3 * (cn - np1 / vpn),
        ]

    def spray(absorbed: float) -> list[Into]:
        return [Into(0, absorbed), Into(1, (1 - absorbed) * fgut, 0.53 * 60)]

    ways = {
        "iv": [[Into(3, 1.0)]],
        "nasal": [spray(first), spray(first * 0.62)],
        "oral": [[Into(2, fgut, 0.32 * 60)]],
    }
    return Reference(9, rhs, lambda y: {"S-ketamine": y[3] / vc, "S-norketamine": y[7] / vcn}, ways)


def simons_2022(weight: float) -> Reference:
    """Front Pain Res 3:946486 Table 4 and Figure 2; nlmixr2lib.  Amounts in mg of S-ketamine.

    States: mucosal depot, gut depot, gut-to-liver delay, ketamine (3), delay (2), norketamine (2),
    delay (2), hydroxynorketamine (2), effect site (t1/2ke0 8.3 min: Olofsen 2022).
    """
    size, flow = weight / 70, (weight / 70) ** 0.75
    v1, v2, v3 = 11.6 * size, 39.0 * size, 174 * size
    vn1, vn2, vh1, vh2 = v1, 221 * size, 4.4 * size, 87.5 * size
    cl, q2, q3, cln, qn = 1.48 * flow, 2.43 * flow, 1.21 * flow, 1.00 * flow, 2.63 * flow
    clh, qh = 0.933 * flow, 1.70 * flow
    ka1, ka2, gut, slow, fast = 0.04, 0.049, 1 / 10.7, 2 / 20.1, 2 / 1.12
    ke0 = math.log(2) / 8.3

    def rhs(y: Sequence[float]) -> list[float]:
        film, stomach, delay, a1, a2, a3, t1, t2, n1, n2, u1, u2, h1, h2, ce = y
        c, cn, ch = a1 / v1, n1 / vn1, h1 / vh1
        return [
            -ka1 * film,
            -ka2 * stomach,
            ka2 * stomach - gut * delay,
            ka1 * film - cl * c - q2 * (c - a2 / v2) - q3 * (c - a3 / v3),
            q2 * (c - a2 / v2),
            q3 * (c - a3 / v3),
            cl * c + gut * delay - slow * t1,
            slow * (t1 - t2),
            0.8 * slow * t2 - cln * cn - qn * (cn - n2 / vn2),
            qn * (cn - n2 / vn2),
            cln * cn - fast * u1,
            fast * (u1 - u2),
            0.7 * fast * u2 - clh * ch - qh * (ch - h2 / vh2),
            qh * (ch - h2 / vh2),
            ke0 * (c - ce),
        ]

    def read(y: Sequence[float]) -> dict[str, float]:
        return {
            "S-ketamine": y[3] / v1,
            "S-norketamine": y[8] / vn1 * S_NORKETAMINE / S_KETAMINE,
            "S-hydroxynorketamine": y[12] / vh1 * S_HYDROXYNORKETAMINE / S_KETAMINE,
            "S-ketamine (effect site)": y[14],
        }

    film = [Into(0, 0.263, 13.1), Into(1, 1.16, 29.9)]
    return Reference(15, rhs, read, {"iv": [[Into(3, 1.0)]], "buccal": [film]})


def assembled_enantiomer(weight: float, *, clearance_ml_min: float) -> Reference:
    """One enantiomer of what Morrow puts together; the other is alike but for its clearance.

    Kamp 2020's distribution; its clearance of 84 L/h is the mean of both enantiomers, split as Hasan
    2021 measured them (S 1620, R 1530 mL/min); Simons 2022's delay and norketamine; Olofsen 2022's
    effect site.  Injected: F 0.93 until 22 min (Clements 1982).  Swallowed: F 0.23 until 0.96 h
    (Chong 2006).  Held in the mouth: F 0.29 until 0.75 h (Rolan 2014).  Of the last two, what is
    not absorbed as ketamine goes into metabolism over 0.96 h.

    States: ketamine (3), delay (2), norketamine (2), effect sites of ketamine and norketamine.
    """
    size, flow = weight / 70, (weight / 70) ** 0.75
    v1, v2, v3, n1, n2 = 25 * size, 56 * size, 157 * size, 11.6 * size, 221 * size
    cl = 84 / 60 * flow * clearance_ml_min / ((1620 + 1530) / 2)
    q2, q3, cln, qn = 161 / 60 * flow, 79 / 60 * flow, 1.00 * flow, 2.63 * flow
    slow, ke0 = 2 / 20.1, math.log(2) / 8.3

    def norketamine(y: Sequence[float]) -> float:
        return y[5] / n1 * S_NORKETAMINE / S_KETAMINE

    def rhs(y: Sequence[float]) -> list[float]:
        a1, a2, a3, t1, t2, m1, m2, site, site_n = y
        c, cn = a1 / v1, m1 / n1
        return [
            -cl * c - q2 * (c - a2 / v2) - q3 * (c - a3 / v3),
            q2 * (c - a2 / v2),
            q3 * (c - a3 / v3),
            cl * c - slow * t1,
            slow * (t1 - t2),
            0.80 * slow * t2 - cln * cn - qn * (cn - m2 / n2),
            qn * (cn - m2 / n2),
            ke0 * (c - site),
            ke0 * (norketamine(y) - site_n),
        ]

    def read(y: Sequence[float]) -> dict[str, float]:
        return {
            "ketamine": y[0] / v1,
            "norketamine": norketamine(y),
            "ketamine (effect site)": y[7],
            "norketamine (effect site)": y[8],
        }

    ways = {
        "iv": [[Into(0, 1.0)]],
        "im": [[Into(0, 0.93, 22.0)]],
        "oral": [[Into(0, 0.23, 57.6), Into(3, 0.77, 57.6)]],
        "buccal": [[Into(0, 0.29, 45.0), Into(3, 0.71, 57.6)]],
    }
    return Reference(9, rhs, read, ways)


def assembled_racemic(
    weight: float, doses: Sequence[Given], at: Sequence[float], *, racemate: bool
) -> dict[str, Any]:
    """ng/mL of both enantiomers; of the racemate each is half."""
    found: dict[str, Any] = {}
    shares = (0.5, 0.5) if racemate else (1.0, 0.0)
    for side, ml_min, share in zip("SR", (1620, 1530), shares, strict=True):
        alone = solved(assembled_enantiomer(weight, clearance_ml_min=ml_min), doses, at)
        found |= {f"{side}-{name}": share * values for name, values in alone.items()}
    return found
