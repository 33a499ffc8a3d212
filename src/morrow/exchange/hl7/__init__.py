"""HL7 v2 from bedside monitors: bytes to readings, and the answers.  Pure; see `read`."""

from morrow.exchange.hl7.ack import Problem, Verdict, acknowledge, problem_of, warnings_of
from morrow.exchange.hl7.er7 import MAX_BYTES, Header, Hl7Error, Where
from morrow.exchange.hl7.mdc import METRICS
from morrow.exchange.hl7.observation import DeviceReading, Refused, Why
from morrow.exchange.hl7.pcd01 import Message, read

__all__ = [
    "MAX_BYTES",
    "METRICS",
    "DeviceReading",
    "Header",
    "Hl7Error",
    "Message",
    "Problem",
    "Refused",
    "Verdict",
    "Where",
    "Why",
    "acknowledge",
    "problem_of",
    "read",
    "warnings_of",
]
