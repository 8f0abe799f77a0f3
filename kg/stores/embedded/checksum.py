"""Seal a database file with a checksum, to detect damage before the database opens it and crashes."""

__all__ = ["intact", "seal", "unseal"]

import os
import struct
import time
import zlib
from pathlib import Path
from typing import BinaryIO

_SEAL = struct.Struct("<10sQqI")  # name, size of the content, modification time, checksum of the content
_NAME = b"papergraph"
_STEP = 1 << 20
_TIME_STEP = 2_000_000_000  # nanoseconds; some file systems store times to two seconds only


def seal(path: Path) -> None:
    """Append size, modification time and checksum to a file; the database ignores trailing bytes."""
    changed = time.time_ns() // _TIME_STEP * _TIME_STEP
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        checksum = _checksum(file, size)
        file.write(_SEAL.pack(_NAME, size, changed, checksum))
    os.utime(path, ns=(changed, changed))


def unseal(path: Path) -> None:
    """Remove the seal from a file before it is changed."""
    os.truncate(path, path.stat().st_size - _SEAL.size)


def intact(path: Path, *, thorough: bool = False) -> bool:
    """Return whether a file is unchanged since it was sealed.

    Compares its size and modification time; where the time differs, as in a copy, the checksum (0.25 s per
    GB). Damage that leaves the time unchanged is detected only with `thorough`, which always computes the
    checksum.
    """
    status = path.stat()
    if status.st_size < _SEAL.size:
        return False
    with path.open("rb") as file:
        file.seek(-_SEAL.size, os.SEEK_END)
        name, size, changed, checksum = _SEAL.unpack(file.read(_SEAL.size))
        if name != _NAME or size != status.st_size - _SEAL.size:
            return False
        return bool((changed == status.st_mtime_ns and not thorough) or _checksum(file, size) == checksum)


def _checksum(file: BinaryIO, size: int) -> int:
    """Return the CRC-32 of the first `size` bytes, and leave the file positioned after them."""
    file.seek(0)
    checksum, remaining = 0, size
    while remaining and (data := file.read(min(_STEP, remaining))):
        checksum = zlib.crc32(data, checksum)
        remaining -= len(data)
    return checksum
