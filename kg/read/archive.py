"""The files in a zip archive, with limits; nothing is unpacked to disk."""

__all__ = ["ZIP", "members"]

import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kg.read.expand import Budget, Unreadable
from kg.read.limits import MAX_MEMBERS, PIECE

ZIP = b"PK\x03\x04"


def members(file: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and the bytes of each file in an archive, by name, except hidden ones.

    They share one budget. Raises Unreadable `malformed` for a broken archive or member, `too-large` beyond
    the budget or for too many members.
    """
    try:
        with ZipFile(file) as archive:
            infos = sorted(
                (info for info in archive.infolist() if _wanted(info)), key=lambda info: info.filename
            )
            if len(infos) > MAX_MEMBERS:
                raise Unreadable("too-large", f"{len(infos)} files in an archive; at most {MAX_MEMBERS}")
            budget = Budget()
            budget.taken = file.seek(0, 2)
            for info in infos:
                yield info.filename, _bytes(archive, info, budget)
    except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("malformed", f"broken archive: {error}") from error


def _wanted(info: ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    return not info.is_dir() and not any(
        (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts
    )


def _bytes(archive: ZipFile, info: ZipInfo, budget: Budget) -> Iterator[bytes]:
    try:
        with archive.open(info) as member:
            while piece := member.read(PIECE):
                yield budget.spend(piece)
    except (
        BadZipFile,
        zlib.error,
        ValueError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
    ) as error:
        raise Unreadable("malformed", f"broken member of an archive: {error}") from error
