"""Space on the disk, asked for before it is needed: the database may end the whole process where it finds none."""

__all__ = ["Room"]

import shutil
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DiskFull

_SPARE = 32_000_000  # bytes: an empty store has a third of that, the largest step of writing a fifth
_GROWTH = 2  # bytes of the store for one of a row


@dataclass(slots=True)
class Room:
    """What a store that is being written still needs: as much as it is going to grow, and some more.

    Nobody can keep other programs from taking the space meanwhile, and a quota is not seen. Then the process may end; the store that was
    there stays, as does the evidence.
    """

    store: Path
    rewritten: bool  # what is in the store already may be moved
    _due: int = 0
    _before: int = 0

    def need(self, size: int) -> None:
        """Expect rows of so many bytes from here on; DiskFull where there is no space for them."""
        self._before = self._size()
        self._due = _GROWTH * size + (self._before if self.rewritten else 0)
        self.check()

    def check(self) -> None:
        """Raise DiskFull where there is less space than the store may still need."""
        left = max(self._due - (self._size() - self._before), 0)
        if shutil.disk_usage(self.store.parent).free < left + _SPARE:
            raise DiskFull(self.store.parent)

    def _size(self) -> int:
        return self.store.stat().st_size if self.store.exists() else 0
