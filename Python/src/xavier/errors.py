"""Errors of Xavier: one sentence each, what is and what was expected.

Besides these, an argument of the wrong kind is a TypeError, and an array that cannot be written as it is
a ValueError; Ctrl-C is a KeyboardInterrupt.
"""


class XavierError(Exception):
    """What the library refuses; `status` is the exit code that the tool has for it."""

    status = 70


class UsageError(XavierError, ValueError):
    """What was asked for is wrong: an unknown name, a shape whose axes nothing declares."""

    status = 64


class DataError(XavierError, ValueError):
    """The contents of a file or a model are wrong."""

    status = 65


class MissingFileError(XavierError, FileNotFoundError):
    """A file is not there."""

    status = 66


class InternalError(XavierError, RuntimeError):
    """The library itself is wrong, or there is no memory."""

    status = 70


class InputOutputError(XavierError, OSError):
    """Reading or writing failed."""

    status = 74


def error(status: int, sentence: str) -> XavierError:
    """The error with an exit code."""
    for kind in (UsageError, DataError, MissingFileError, InputOutputError):
        if kind.status == status:
            return kind(sentence)
    return InternalError(sentence)
