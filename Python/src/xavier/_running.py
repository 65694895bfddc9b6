"""Calls that take long: with progress, and ended by Ctrl-C."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Union

from ._library import PROGRESS, Run, check_status

Progress = Union[bool, None, Callable[[int, int], object]]
"""What to do with progress: None for a line where standard error is a terminal and work takes long, True
for the line in any case, False for nothing, or a function that is called with done and total."""

# Work of which this many seconds have passed is worth a line.
_PATIENCE = 0.5
_INTERVAL = 0.1


def checked_threads(threads: int | None) -> int:
    """The number of threads as the library takes it."""
    if threads is None:
        return 0
    if isinstance(threads, bool) or not isinstance(threads, int):
        raise TypeError(f"threads: {type(threads).__name__}, an int or None was expected")
    if not 1 <= threads <= 1024:
        raise ValueError(f"threads: {threads}, a number from 1 to 1024 was expected")
    return threads


def perform(
    call: Callable[[Any, Any], int],
    *,
    threads: int | None = None,
    progress: Progress = None,
    label: str = "",
    is_long: bool = True,
) -> None:
    """Performs a call of the library, given its last arguments: how it is run and where its error goes."""
    if progress is not None and not isinstance(progress, bool) and not callable(progress):
        raise TypeError(
            f"progress: {type(progress).__name__}, True, False, None or a function was expected"
        )
    count = checked_threads(threads)
    sentence = ctypes.c_void_p()
    if not is_long and not callable(progress):
        run = Run(count, PROGRESS(), None)
        check_status(call(ctypes.byref(run), ctypes.byref(sentence)), sentence)
        return
    _Work(call, count, progress, label).perform()


class _Work:
    """A call in a thread of its own, so that the calling one hears Ctrl-C."""

    def __init__(
        self, call: Callable[[Any, Any], int], threads: int, progress: Progress, label: str
    ) -> None:
        self._call = call
        self._sentence = ctypes.c_void_p()
        self._callback = PROGRESS(self._tell)
        self._run = Run(threads, self._callback, None)
        self._state = (0, 0)
        self._is_cancelled = False
        self._status = 70
        self._done = threading.Event()
        self._report = progress if callable(progress) else None
        shows = progress is True or (progress is None and sys.stderr is not None and _is_terminal())
        self._line = _Line(label, patience=0 if progress is True else _PATIENCE) if shows else None

    def perform(self) -> None:
        thread = threading.Thread(target=self._work, name="xavier", daemon=True)
        thread.start()
        try:
            while not self._done.wait(_INTERVAL):
                self._show()
        except BaseException:
            # The library may be writing to the caller's memory, so its end is awaited.
            self._is_cancelled = True
            self._await_end()
            raise
        finally:
            if self._line:
                self._line.erase()
        thread.join()
        check_status(self._status, self._sentence)
        if self._report and self._state[1] > 0:
            self._report(self._state[1], self._state[1])

    def _await_end(self) -> None:
        while not self._done.is_set():
            try:
                self._done.wait()
            except KeyboardInterrupt:
                continue

    def _work(self) -> None:
        try:
            self._status = self._call(ctypes.byref(self._run), ctypes.byref(self._sentence))
        finally:
            self._done.set()

    def _tell(self, _context: int | None, done: int, total: int) -> int:
        self._state = (done, total)
        return int(self._is_cancelled)

    def _show(self) -> None:
        if self._report:
            self._report(*self._state)
        if self._line:
            self._line.show(*self._state)


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # replaced by something else, or closed
        return False


class _Line:
    """A line on standard error that says what is done and for how long."""

    def __init__(self, label: str, patience: float) -> None:
        self._label = label
        self._start = time.monotonic()
        self._patience = patience
        self._is_shown = False

    def show(self, done: int, total: int) -> None:
        seconds = time.monotonic() - self._start
        if seconds < self._patience:
            return
        share = done / total if total > 0 else 0.0
        text = f"{self._label}  {int(seconds) // 60}:{int(seconds) % 60:02d}"
        if share > 0:
            left = round(seconds / share - seconds)
            filled = int(20 * share)
            text = (
                f"{self._label}  {'█' * filled}{'░' * (20 - filled)}  {100 * share:.0f} %  "
                f"{left // 60}:{left % 60:02d} left"
            )
        self._write("\r" + text[: max(_columns(), 20) - 1] + "\x1b[K")
        self._is_shown = True

    def erase(self) -> None:
        if self._is_shown:
            self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError, UnicodeEncodeError):
            pass


def _columns() -> int:
    try:
        return os.get_terminal_size(2).columns or 80
    except OSError:
        return 80
