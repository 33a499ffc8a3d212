"""The words of a drawn SVG."""

import html
import re
from pathlib import Path


def words(path: Path) -> str:
    """All of its text in order, one space between words."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", path.read_text("utf-8"), re.DOTALL)
    return " ".join(html.unescape(" ".join(texts)).split())
