"""Search: what it finds, on a server by a scan over folded names, in a site by shards that a script loads."""

__all__ = ["MOST", "Entry", "Search", "entries", "folded", "other_names", "shards"]

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg.ids import fold
from kg.page.embedded import embedded

if TYPE_CHECKING:
    from kg.page.known import Known

MOST = 200_000
"""Bytes of a shard."""

_BEST = 200  # entries of a shard for first letters that have shards of their own
_LETTERS = 24  # of a word by which shards are found
_NAME, _OTHER, _OTHERS = 300, 100, 12  # characters of a name and of another name, and how many of these
_ALIASES = """
SELECT iri, alias FROM (
    SELECT c.iri AS iri, a.value AS alias FROM concept c, json_each(c.value, '$[2]') a
    UNION SELECT author, name FROM wrote UNION SELECT venue, name FROM published
) ORDER BY iri, length(alias), alias"""
# Letters that have no accent to take off.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
# Words that stand in most titles and that nobody looks for.
_SMALL = frozenset("a an and as at by for from in into is it its of on or the to via we with".split())


class Entry(NamedTuple):
    """What search finds: a node with its name, the address of its page, its other names, and how many papers speak of it."""

    label: str
    name: str
    address: str
    others: tuple[str, ...]
    papers: int


def entries(known: "Known") -> list[Entry]:
    """Return everything that search finds, that of most papers first, then by name."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for iri, alias in known.db.execute(_ALIASES):
        aliases[iri].append(alias)
    found = [
        Entry(named.label, named.name, named.address, other_names(named.name, aliases.get(iri, ())), known.support.get(iri, 0))
        for iri, named in known.names.items()
    ]  # fmt: skip
    found += [Entry("Paper", one.title, one.address, (), 0) for one in known.papers.values()]
    return sorted(found, key=lambda one: (-one.papers, one.name.casefold(), one.address))


def other_names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """Return the other names that are not the name in another spelling."""
    distinct = {fold(alias): alias for alias in reversed(list(aliases))}
    distinct.pop(fold(name), None)
    return tuple(sorted(distinct.values(), key=lambda alias: (len(alias), alias)))


def folded(text: str) -> str:
    """Return a text as it is compared: without case, accents and punctuation, as the scripts of the pages do it."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
        text = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return fold(text)


class Search:
    """A scan over folded names."""

    def __init__(self, every: list[Entry]) -> None:
        self.entries = every
        self._forms = [[f" {folded(name)}" for name in (entry.name, *entry.others)] for entry in every]

    def __call__(self, text: str, limit: int = 12) -> list[Entry]:
        """Return the entries with a text in a name: where it is the name first, then those that begin so, have a word that does, or any.

        Last come those with a word that begins like each of the words.
        """
        wanted = folded(text)
        if not wanted:
            return []
        groups: list[list[Entry]] = [[], [], [], [], []]
        words = [f" {word}" for word in wanted.split()]
        for entry, forms in zip(self.entries, self._forms, strict=True):
            best = min(_group(form, wanted, words) for form in forms)
            if best < len(groups):
                groups[best].append(entry)
        return [entry for group in groups for entry in group][:limit]


def _group(form: str, wanted: str, words: list[str]) -> int:
    if wanted not in form:
        return 4 if len(words) > 1 and all(word in form for word in words) else 5
    word = f" {wanted}"
    return 0 if form == word else 1 if form.startswith(word) else 2 if word in form else 3


def shards(every: list[Entry], href: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield (name, script) of the files by which the pages of a site search; the first one says which file has what.

    It calls `papergraphShards` with an object: beginnings of words, each with the numbers of its files. A word is to be looked up by
    the longest of its beginnings that is there. The others call `papergraphShard` with their number and rows of
    [label, name, link from the root, other names, papers], the most important first.
    """
    rows = [_row(entry, href) for entry in every]
    sizes = [len(row.encode()) + 1 for row in rows]
    words = ((word, number) for number, entry in enumerate(every) for word in _words(entry))
    index: dict[str, list[int]] = {}
    files: list[list[int]] = []
    room = 0
    for key, numbers in _split("", sorted(words), sizes):
        index[key] = []
        for part in _parts(numbers, sizes):
            size = sum(sizes[number] for number in part)
            if size > room:
                files.append([])
                room = MOST
            files[-1] += part
            room -= size
            index[key].append(len(files) - 1)
    yield "index.js", f"papergraphShards({embedded(index)});\n"
    for number, part in enumerate(files):
        listed = ",\n".join(rows[each] for each in sorted(set(part)))
        yield f"{number}.js", f"papergraphShard({number},[{listed}]);\n"


def _row(entry: Entry, href: Callable[[str], str]) -> str:
    others = [other[:_OTHER] for other in entry.others[:_OTHERS]]
    return embedded([entry.label, entry.name[:_NAME], href(entry.address), others, entry.papers])


def _words(entry: Entry) -> set[str]:
    names = (entry.name[:_NAME], *(other[:_OTHER] for other in entry.others[:_OTHERS]))
    words = {word[:_LETTERS] for name in names for word in folded(name).split()}
    return words - _SMALL or words


def _split(prefix: str, words: list[tuple[str, int]], sizes: list[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield (beginning, entries): of a beginning with too many entries the best and those that have it as a word, then longer ones."""
    numbers = sorted({number for _, number in words})
    if sum(sizes[number] for number in numbers) <= MOST:
        yield prefix, numbers
        return
    yield prefix, sorted({*numbers[:_BEST], *(number for word, number in words if word == prefix)})
    longer: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, number in words:
        if word != prefix:
            longer[word[: len(prefix) + 1]].append((word, number))
    for key in sorted(longer):
        yield from _split(key, longer[key], sizes)


def _parts(numbers: list[int], sizes: list[int]) -> Iterator[list[int]]:
    """Yield entries in parts that each fit into a file."""
    part: list[int] = []
    room = MOST
    for number in numbers:
        if sizes[number] > room and part:
            yield part
            part, room = [], MOST
        part.append(number)
        room -= sizes[number]
    if part:
        yield part
