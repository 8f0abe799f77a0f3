"""What can go wrong, each with its exit code and whether trying again helps.

KgError                  70  our bug unless a subclass says otherwise
├── UsageError            2  a wrong option, pipeline key, name or query
│   ├── NotAcceptable     2  an answer that has no form of those asked for
│   └── QueryTimeout      2  a query that took longer than it may
├── Interrupted         130  stopped from outside; what was done is kept
├── InputError            2  a file that cannot be read at all
│   └── ExtractionError   2  a paper of which a component can make nothing; the others go on
├── ServiceUnavailable   69  a language model's endpoint does not answer; run again to resume
└── StoreError           69  a store that refuses or is not there
    ├── DiskFull         69  no space left; make room and run again to resume
    ├── StoreUnavailable 69  try again to resume
    ├── StoreOverloaded  69  a batch is too much for the store: a smaller one may do
    └── StoreRejected    69  the store refused this batch; trying again will not help
        └── TooManyRejects  69  more records were refused than is bearable
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

# How the libraries that write for us say it.
_NO_SPACE = ("No space left on device", "Disk quota exceeded", "database or disk is full")


class KgError(Exception):
    """An error with a message of one line for the user; `exit_code` is what the command ends with."""

    exit_code = 70
    retryable = False


class UsageError(KgError):
    """The command, pipeline or query asks for something that does not exist or is not allowed."""

    exit_code = 2


class NotAcceptable(UsageError):  # noqa: N818 - HTTP's name for it
    """An answer has none of the forms that were asked for."""


class QueryTimeout(UsageError):  # noqa: N818 - what happened to it
    """A query took longer than it may."""


class InputError(KgError):
    """An input cannot be read at all: missing, a folder without files, no known format."""

    exit_code = 2


class ExtractionError(InputError):
    """A component of a pipeline can make nothing of a paper, which is then rejected; whatever else a component raises is a bug."""


class ServiceUnavailable(KgError):  # noqa: N818 - a state of the service
    """An endpoint outside does not answer or refuses us; nothing is lost and running again resumes."""

    exit_code = 69
    retryable = True


class Interrupted(KgError):  # noqa: N818 - no error of anybody's
    """The run was stopped from outside; what was done is kept."""

    exit_code = 130
    retryable = True


class StoreError(KgError):
    """A store failed."""

    exit_code = 69


class DiskFull(StoreError):  # noqa: N818 - a state of the disk
    """A disk has no space left; what was there is whole, and nothing half stands under its name."""

    retryable = True

    def __init__(self, place: object) -> None:
        super().__init__(f"no space left on the disk of {place}: make room and run the same command again")
        self.place = str(place)

    def __reduce__(self) -> tuple[type["DiskFull"], tuple[str]]:
        """Pass from one process to another."""
        return DiskFull, (self.place,)


class StoreUnavailable(StoreError):  # noqa: N818 - a state of the store
    """The store is not there, or went away; nothing is lost and running again resumes."""

    retryable = True


class StoreOverloaded(StoreError):  # noqa: N818 - a state of the store
    """The store has not the memory for a batch of this size."""


class StoreRejected(StoreError):  # noqa: N818 - what the store did
    """The store understood and refused."""


class TooManyRejects(StoreRejected):
    """More records were refused than a store in order or the user's limit allows, those in `rejected`; what was written stays."""

    def __init__(self, message: str, rejected: tuple[Any, ...] = ()) -> None:
        super().__init__(message)
        self.rejected = rejected


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error, of whatever library, says that a disk has no space left."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error) for words in _NO_SPACE)


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a name that does not exist, listing those that do and the nearest one."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return UsageError(f"unknown {kind} {name!r}.{hint} Known: {', '.join(names)}.")
