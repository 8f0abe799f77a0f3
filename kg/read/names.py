"""The names by which the sources of records call the files that they come from."""

__all__ = ["STDIN", "Names"]

import os.path
from collections.abc import Iterator, Mapping
from itertools import count

from kg.model import file_names

STDIN = "stdin"
"""The name of standard input, which no file has."""


class Names:
    """The names of files, each of one path, which keeps it; no name is the start of a source of another one.

    A file is called as it was given: by its path below the folder, else by its own name. Where that is the
    name of another path, as many folders above it are added as it takes; but a path at which there is nothing
    any more leaves its name to the next file that would have it, as its folder may have been moved.
    """

    def __init__(self, paths: Mapping[str, str] | None = None) -> None:
        """Start with the known names, each with its absolute path."""
        self._paths = {STDIN: "/dev/stdin", **(paths or {})}
        self._names = {path: name for name, path in self._paths.items()}
        self._heads = {head for name in self._paths for head in file_names(name)}
        self._taken = {STDIN}  # whatever becomes of the files meanwhile

    def of(self, path: str, given: str) -> str:
        """Return the name of the file at an absolute path, which is `given` if nothing else has that name."""
        if path not in self._names:
            name = next(filter(self._is_free, _candidates(path, given)))
            self._names.pop(self._paths.get(name, ""), None)
            self._paths[name], self._names[path] = path, name
            self._heads.update(file_names(name))
        self._taken.add(self._names[path])
        return self._names[path]

    def _is_free(self, name: str) -> bool:
        if name in self._paths:
            return name not in self._taken and not os.path.lexists(self._paths[name])
        return name not in self._heads and self._paths.keys().isdisjoint(file_names(name))


def _candidates(path: str, given: str) -> Iterator[str]:
    """Yield names for a path, the shortest first; a made-up folder makes the difference where no real one does."""
    parts = path.split("/")
    yield _shown(given)
    for number in range(given.count("/") + 2, len(parts)):
        yield _shown("/".join(parts[-number:]))
    yield from (_shown(f"~{number}/{given}") for number in count(2))


def _shown(name: str) -> str:
    """Return a name of a file as text: one that is not UTF-8 has lone surrogates."""
    return name.encode("utf-8", "replace").decode()
