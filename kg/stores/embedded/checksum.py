"""The seal at the end of a database file: by it a damaged file is told before the database, which may crash on it, is let near."""

__all__ = ["intact", "seal", "unseal"]

import os
import struct
import time
import zlib
from pathlib import Path
from typing import BinaryIO

_SEAL = struct.Struct("<10sQqI")  # name, number of bytes before it, time of the last change, checksum of those bytes
_NAME = b"papergraph"
_STEP = 1 << 20
_EVEN = 2_000_000_000  # nanoseconds: some file systems know times to two seconds only


def seal(path: Path) -> None:
    """End a file with its size, the time of its last change and a checksum; the database does not look at what stands there."""
    changed = time.time_ns() // _EVEN * _EVEN
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        checksum = _checksum(file, size)
        file.write(_SEAL.pack(_NAME, size, changed, checksum))
    os.utime(path, ns=(changed, changed))


def unseal(path: Path) -> None:
    """Take the seal from a file that is to be changed."""
    os.truncate(path, path.stat().st_size - _SEAL.size)


def intact(path: Path, *, thorough: bool = False) -> bool:
    """Return whether a file is as it was sealed.

    By its size and the time of its last change; where the time is another one, as that of a copy is, by the checksum, which takes a
    quarter of a second a gigabyte. Damage that leaves no trace in the time is seen only where this is to be `thorough`.
    """
    found = path.stat()
    if found.st_size < _SEAL.size:
        return False
    with path.open("rb") as file:
        file.seek(-_SEAL.size, os.SEEK_END)
        name, size, changed, checksum = _SEAL.unpack(file.read(_SEAL.size))
        if name != _NAME or size != found.st_size - _SEAL.size:
            return False
        return bool((changed == found.st_mtime_ns and not thorough) or _checksum(file, size) == checksum)


def _checksum(file: BinaryIO, size: int) -> int:
    """Return the CRC-32 of the first bytes, and leave the file after them."""
    file.seek(0)
    checksum, left = 0, size
    while left and (data := file.read(min(_STEP, left))):
        checksum = zlib.crc32(data, checksum)
        left -= len(data)
    return checksum
