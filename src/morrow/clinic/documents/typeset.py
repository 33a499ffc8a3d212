"""One template and one JSON value, to the bytes of a PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal

import typst

_TEMPLATES = files("morrow.clinic.documents") / "templates"


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of `template` (a file name under `templates/`) for this data, dated `at` (UTC).

    Tagged PDF/UA-1.  Where a name has letters that the carried fonts lack, the standard refuses
    the document; a record must print all the same, so it is then set with the system's fonts and
    without the claim.
    """
    source = (_TEMPLATES / template).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return _compile(source, inputs, at, "ua-1")
    except typst.TypstError:
        return _compile(source, inputs, at, None)


def _compile(
    source: bytes, inputs: dict[str, str], at: datetime, standard: Literal["ua-1"] | None
) -> bytes:
    compiled = typst.compile(
        source,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        timestamp=int(at.timestamp()),
        ignore_system_fonts=standard is not None,
    )
    if not isinstance(compiled, bytes):
        raise TypeError(f"typst gave {type(compiled).__name__}, not the bytes of one PDF")
    return compiled
