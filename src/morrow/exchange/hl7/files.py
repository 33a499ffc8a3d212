"""Messages kept in a file: as captured from a socket, or as an editor saved them.

On the wire a segment ends with CR and nothing else will do.  In files the frames may be there or
not, and line ends are whatever the editor wrote; here, and only here, they are put right.
"""

import re
from typing import Final

_FRAME: Final = re.compile(rb"[\x0b\x1c]")
_MESSAGE: Final = re.compile(rb"(?:^|(?<=\r))(?=MSH)")


def split(raw: bytes) -> list[bytes]:
    """The messages of a file, in order.  What stands before the first MSH is one of them."""
    text = _FRAME.sub(b"\r", raw).replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    pieces = (re.sub(rb"\r{2,}", b"\r", piece).strip(b"\r") for piece in _MESSAGE.split(text))
    return [piece for piece in pieces if piece]
