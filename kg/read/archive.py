"""The files in a zip or tar archive, with limits; nothing is unpacked to disk."""

__all__ = ["CONVERT", "HINTS", "OFFICE", "ZIP", "is_tar", "members", "tar_members"]

import re
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from kg.read.expand import Budget, Unreadable
from kg.read.limits import MAX_LINE, MAX_MEMBERS, PIECE

ZIP = b"PK\x03\x04"
CONVERT = "convert it to PDF, the PDF with GROBID to TEI, and read that"
HINTS = {  # what a file is that no format can have, by its first bytes
    b"%PDF-": "a PDF: convert it with GROBID to TEI, and read that",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it first",
    b"Rar!\x1a\x07": "a RAR archive: unpack it first",
    b"PK\x05\x06": "a zip archive without files",
    b"\xd0\xcf\x11\xe0": "a document of an old Office: save a table as CSV, and convert a text to PDF",
    b"SQLite format 3\0": "a database of SQLite: export its tables as CSV",
}
OFFICE = re.compile(rb"\[Content_Types\]\.xml|^.{30}mimetype", re.DOTALL)  # in DOCX and XLSX; in ODT and EPUB


def is_tar(head: bytes) -> bool:
    """Return whether a file starts like a tar archive: POSIX ustar, as GNU writes it, or with the older header."""
    if head[257:262] == b"ustar":
        return True
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


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
            if not {"[Content_Types].xml", "mimetype"}.isdisjoint(info.filename for info in infos):
                raise Unreadable("unknown-format", f"an Office document: {CONVERT}")
            if len(infos) > MAX_MEMBERS:
                raise Unreadable("too-large", f"{len(infos)} files in an archive; at most {MAX_MEMBERS}")
            if not infos:
                raise _nothing()
            budget = Budget()
            budget.taken = file.seek(0, 2)
            for info in infos:
                yield info.filename, _bytes(archive, info, budget)
    except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("malformed", f"broken archive: {error}") from error


def _nothing() -> Unreadable:
    return Unreadable("empty", "an archive without files, except hidden ones")


def _wanted(info: ZipInfo) -> bool:
    return not info.is_dir() and not _hidden(info.filename)


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)


def _bytes(archive: ZipFile, info: ZipInfo, budget: Budget) -> Iterator[bytes]:
    if info.flag_bits & 1:
        raise Unreadable("malformed", "an encrypted file in an archive: unpack it first")
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


class _Header(tarfile.TarInfo):
    """A header of tar whose extension is small: the library holds it in memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isreg() and self.size > MAX_LINE:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        found: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return found


def tar_members(stream: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and the bytes of each file in a tar archive, in its order, except hidden ones.

    The bytes of a file are gone when the next one is asked for. Raises Unreadable `malformed` for a broken
    archive, `too-large` for too many members.
    """
    count, some = 0, False
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            for info in archive:
                count += 1
                if count > MAX_MEMBERS:
                    raise Unreadable("too-large", f"more than {MAX_MEMBERS} files in an archive")
                archive.members = []  # type: ignore[attr-defined]  # else it remembers every header
                if info.isreg() and not _hidden(info.name):
                    some = True
                    yield info.name.removeprefix("./"), _pieces(archive, info)
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        raise Unreadable("malformed", f"broken archive: {error}") from error
    if not some:
        raise _nothing()


def _pieces(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(info)
    left = info.size
    while file is not None and left:
        try:
            piece = file.read(min(left, PIECE))
        except tarfile.ReadError:
            piece = b""
        if not piece:
            raise Unreadable("malformed", "broken archive: it ends inside a file")
        left -= len(piece)
        yield piece
