"""Check for disk space before writing: the database can kill the whole process where it runs out."""

__all__ = ["DiskSpace"]

import shutil
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DiskFull

_SPARE = 32_000_000  # bytes; an empty store takes a third of that, the largest write a fifth
_GROWTH = 2  # bytes of the store per byte of a row


@dataclass(slots=True)
class DiskSpace:
    """The disk space that a store still needs while it is written: its expected growth and a reserve.

    Other programs can take the space meanwhile, and quotas are not seen. Then the process can be killed; the
    old store and the evidence stay.
    """

    store: Path
    rewritten: bool  # whether existing content can be rewritten too
    _expected: int = 0
    _before: int = 0

    def expect(self, size: int) -> None:
        """Expect rows of `size` bytes from now on; raise DiskFull where there is no space for them."""
        self._before = self._size()
        self._expected = _GROWTH * size + (self._before if self.rewritten else 0)
        self.check()

    def check(self) -> None:
        """Raise DiskFull where there is less space than the store can still need."""
        remaining = max(self._expected - (self._size() - self._before), 0)
        if shutil.disk_usage(self.store.parent).free < remaining + _SPARE:
            raise DiskFull(self.store.parent)

    def _size(self) -> int:
        return self.store.stat().st_size if self.store.exists() else 0
