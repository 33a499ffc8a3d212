"""Whether the compiled kernels are ready, and how they become so without keeping anyone waiting."""

import importlib
import os
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Final

_KERNELS: Final = "morrow.pharmacology._kernels"
_COMPILING: Final = "the kernels are being compiled"
_FORKED: Final = "this process was forked while the kernels were being compiled"


class _Warmth:
    """The kernels of this process: none yet, being compiled by a thread, ready, or why not."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.kernels: ModuleType | None = None
        self.why_not = "warm_up() has not been called"

    def begin(self, exercise: Callable[[ModuleType], None]) -> threading.Thread | None:
        """Start the thread once; it imports numba, and compiles or loads what it compiled before."""
        with self.lock:
            if self.kernels is None and self.thread is None and self.why_not != _FORKED:
                self.why_not = _COMPILING
                self.thread = threading.Thread(target=self._run, args=(exercise,), daemon=True)
                self.thread.start()
            return self.thread

    def _run(self, exercise: Callable[[ModuleType], None]) -> None:
        try:
            kernels = importlib.import_module(_KERNELS)
            exercise(kernels)
        except ImportError as missing:
            self.why_not = f"numba is not installed ({missing}): pip install 'morrow[fast]'"
        except Exception as failure:
            self.why_not = f"the kernels do not compile ({failure}); is NUMBA_CACHE_DIR writable?"
            raise
        else:
            self.kernels, self.why_not = kernels, ""

    def after_fork(self) -> None:
        """In the child: no thread came along, and if it was compiling, its locks stay locked."""
        self.lock = threading.Lock()
        if self.why_not == _COMPILING:
            self.why_not = _FORKED
        self.thread = None


_warmth: Final = _Warmth()
os.register_at_fork(after_in_child=_warmth.after_fork)


def kernels() -> ModuleType | None:
    """The module of compiled kernels once they are ready; it never waits."""
    return _warmth.kernels


def why_not() -> str:
    """A sentence on why the kernels are not ready; empty when they are."""
    return _warmth.why_not


def warm(exercise: Callable[[ModuleType], None], *, wait: bool) -> ModuleType | None:
    """Start warming up, and with `wait` stay until it has ended."""
    thread = _warmth.begin(exercise)
    if wait and thread is not None:
        thread.join()
    return _warmth.kernels
