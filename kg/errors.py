"""Errors, each with its exit code and whether a retry helps.

KgError                  70  a bug in kg unless a subclass says otherwise
├── UsageError            2  an invalid option, pipeline key, name or query
│   ├── NotAcceptable     2  an answer that has none of the requested formats
│   └── QueryTimeout      2  a query that exceeded its time limit
├── Interrupted         130  stopped from outside; finished work is kept
├── InputError            2  a file that cannot be read at all
│   └── ExtractionError   2  a paper that a component cannot process; the others go on
├── ServiceUnavailable   69  a language model's endpoint does not answer; run again to resume
└── StoreError           69  a store that rejects data or is missing
    ├── DiskFull         69  no space left on a disk; free some and run again to resume
    ├── StoreUnavailable 69  run again to resume
    ├── StoreOverloaded  69  a batch is too large for the store; a smaller one may fit
    └── StoreRejected    69  the store rejected this batch; a retry will not help
        └── TooManyRejects  69  more records were rejected than the limit allows
"""

__all__ = [
    "DiskFull",
    "ExtractionError",
    "InputError",
    "Interrupted",
    "KgError",
    "NotAcceptable",
    "QueryTimeout",
    "ServiceUnavailable",
    "StoreError",
    "StoreOverloaded",
    "StoreRejected",
    "StoreUnavailable",
    "TooManyRejects",
    "UsageError",
    "is_disk_full",
    "unknown_name",
]

import errno
from collections.abc import Iterable
from typing import Any

# The messages of the libraries that write files.
_NO_SPACE = ("No space left on device", "Disk quota exceeded", "database or disk is full")


class KgError(Exception):
    """An error with a one-line message for the user; `exit_code` is that of the command."""

    exit_code = 70
    retryable = False


class UsageError(KgError):
    """The command, pipeline or query asks for something that does not exist or is not allowed."""

    exit_code = 2


class NotAcceptable(UsageError):  # noqa: N818 - HTTP's name for it
    """An answer has none of the requested formats."""


class QueryTimeout(UsageError):  # noqa: N818 - what happened to it
    """A query exceeded its time limit."""


class InputError(KgError):
    """An input cannot be read at all: missing, an empty folder, an unknown format."""

    exit_code = 2


class ExtractionError(InputError):
    """A component of a spaCy pipeline cannot process a paper, which is rejected.

    Any other error of a component is a bug.
    """


class ServiceUnavailable(KgError):  # noqa: N818 - a state of the service
    """An external endpoint does not answer or denies access; nothing is lost, and running again resumes."""

    exit_code = 69
    retryable = True


class Interrupted(KgError):  # noqa: N818 - not an error
    """The run was stopped from outside; finished work is kept."""

    exit_code = 130
    retryable = True


class StoreError(KgError):
    """A store failed."""

    exit_code = 69


class DiskFull(StoreError):  # noqa: N818 - a state of the disk
    """A disk has no space left; existing files are intact, and none is half written."""

    retryable = True

    def __init__(self, place: object) -> None:
        super().__init__(f"no space left on the disk of {place}: make room and run the same command again")
        self.place = str(place)

    def __reduce__(self) -> tuple[type["DiskFull"], tuple[str]]:
        """Support pickling, to pass between processes."""
        return DiskFull, (self.place,)


class StoreUnavailable(StoreError):  # noqa: N818 - a state of the store
    """The store cannot be reached, or is in use; nothing is lost, and running again resumes."""

    retryable = True


class StoreOverloaded(StoreError):  # noqa: N818 - a state of the store
    """The store lacks the memory for a batch of this size."""


class StoreRejected(StoreError):  # noqa: N818 - what the store did
    """The store rejected a valid request."""


class TooManyRejects(StoreRejected):
    """More records were rejected (`rejected`) than the user's limit or a healthy store allows.

    What was written stays.
    """

    def __init__(self, message: str, rejected: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.rejected = rejected


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error of any library means that a disk has no space left."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error) for words in _NO_SPACE)


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """Return the error for an unknown name, with the known names and the closest one."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(f"unknown {kind} {name!r}.{hint} Known: {', '.join(names)}.")
