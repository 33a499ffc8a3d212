"""The tiers that are here, with a cache of machine code that outlives the test run.

numba's cache watches only the file of the compiled function, so the folder's name holds a digest of
all the sources that the kernels are made of: a change anywhere in them compiles anew.
"""

import hashlib
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from morrow.pharmacology import fast

_SOURCES: Final = sorted(Path(fast.__file__).parent.glob("*.py"))
_DIGEST: Final = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]
CACHE: Final = Path(tempfile.gettempdir()) / f"morrow-kernels-{os.getuid()}-{_DIGEST}"
os.environ.setdefault("NUMBA_CACHE_DIR", str(CACHE))

HAS_NUMBA: Final = find_spec("numba") is not None
needs_numba: Final = pytest.mark.skipif(not HAS_NUMBA, reason="numba is not installed")
TIERS: Final = [fast.Tier.NUMPY, pytest.param(fast.Tier.NUMBA, marks=needs_numba)]
