"""Which records are one paper: by the ids that they share, then by title and abstract.

A pure function of the set of records; neither their order nor a record that comes twice plays a part.
"""

__all__ = ["Clash", "Group", "SourceRecord", "Words", "group"]

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.ids import SCHEMES, content_key, fold, title_id

_ORDER = ("", *SCHEMES, "title")  # which id names the paper; one of no known scheme is the user's own
_SINGLE = frozenset(("", "doi", "arxiv", "acl", "pmlr", "pmid", "openalex"))  # a paper has one id of such a scheme
_FEW = 20  # distinct words; two abstracts of fewer say little by what they share
_MOST = 64  # papers behind one id that a record is compared with; an id that more share is no id


class SourceRecord(NamedTuple):
    """What one source says of one paper, as far as identity goes; `size` is the length of the abstract."""

    id: str
    source: str
    title: str
    same_as: tuple[str, ...] = ()
    size: int = 0


class Clash(NamedTuple):
    """Two papers that say they have the same id: the one that keeps it, and the other one."""

    id: str
    title: str
    source: str
    other_title: str
    other_source: str

    def line(self) -> str:
        """Return in words who claims the id."""
        return f"{self.title!r} in {self.source} has this id, and {self.other_title!r} in {self.other_source} claims it"


@dataclass(frozen=True, slots=True)
class Group:
    """One paper: its id, its other ids, every id that leads to it (those made from titles too), and its records; all sorted."""

    id: str
    same_as: tuple[str, ...]
    ids: tuple[str, ...]
    records: tuple[SourceRecord, ...]


Words = Callable[[SourceRecord], frozenset[str]]  # the distinct words of a record's abstract


@dataclass(slots=True)
class _Part:
    """A paper in the making. `marks` are what only one of the records of a paper can have: a scheme, or a side in a clash."""

    records: list[SourceRecord]
    ids: set[str]
    marks: set[str | int]


def group(records: Iterable[SourceRecord], words: Words) -> tuple[list[Group], list[Clash]]:
    """Return the papers by id, and the clashes by id, both sorted.

    Records that share an id, transitively, are one paper if their titles or abstracts agree; otherwise they clash, and the paper with
    most records keeps the id. Papers of equal title and agreeing abstracts are joined unless both have an id of a kind that is unique.
    """
    words = lru_cache(maxsize=4 * _MOST)(words)
    parts: list[_Part] = []
    clashes: list[Clash] = []
    for number, component in enumerate(_components(sorted(set(records)))):
        split = _split(component, words)
        for one in _contested(split, clashes) if len(split) > 1 else [_Part(component, set(_holders(component)), set())]:
            one.marks.update(_SINGLE.intersection(map(_scheme, one.ids)))
            one.marks.update({number} if len(split) > 1 else ())
            parts.append(one)
    parts.sort(key=lambda part: part.records[0])
    return _named(_joined(parts, words)), sorted(clashes)


def _scheme(name: str) -> str:
    scheme, colon, _ = name.partition(":")
    return scheme if colon and scheme in _ORDER else ""


def _title(title: str) -> str:
    return fold(title) or title


@lru_cache(maxsize=16 * _MOST)
def _title_words(title: str) -> frozenset[str]:
    """Return the words of a title that say something: long ones, and those with a digit."""
    words = fold(title).split()
    return frozenset(word for word in words if len(word) > 3 or any(map(str.isdigit, word))) or frozenset(words)


def _agree(one: frozenset[str], other: frozenset[str], share: float, least: int = 1) -> bool:
    """Return whether two sets of words have that share of the smaller one in common, and it has so many words."""
    smaller = min(len(one), len(other))
    return smaller >= least and len(one & other) >= share * smaller


def _one_paper(one: SourceRecord, other: SourceRecord, words: Words) -> bool:
    """Return whether two records that share an id, and whose titles differ, speak of one paper.

    Where they also differ in an id of which a paper has only one, a title must have all the words of the other.
    """
    apart = any(ids and theirs and ids.isdisjoint(theirs) for ids, theirs in zip(_by_scheme(one), _by_scheme(other), strict=True))
    titles = _agree(_title_words(one.title), _title_words(other.title), 1 if apart else 0.66)
    return titles or _agree(words(one), words(other), 0.5, _FEW)


def _by_scheme(record: SourceRecord) -> list[set[str]]:
    names = (record.id, *record.same_as)
    return [{name for name in names if _scheme(name) == scheme} for scheme in sorted(_SINGLE)]


def _components(records: list[SourceRecord]) -> list[list[SourceRecord]]:
    """Return the records in lists that share no id, each in the order given."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for record in records:
        for other in record.same_as:
            parent[root(other)] = root(record.id)
    found: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        found[root(record.id)].append(record)
    return list(found.values())


def _holders(records: list[SourceRecord]) -> dict[str, SourceRecord]:
    """Return every id of the records with the first record that has it."""
    found: dict[str, SourceRecord] = {}
    for record in records:
        for name in (record.id, *record.same_as):
            found.setdefault(name, record)
    return found


def _rank(records: list[SourceRecord]) -> tuple[int, int, str, str]:
    """Return the order of papers that contest an id: most records, most ids, first title, first source."""
    return -len(records), -len(_holders(records)), min(_title(r.title) for r in records), min(r.source for r in records)


def _longest(records: list[SourceRecord]) -> SourceRecord:
    return max(records, key=lambda record: (record.size, record))


def _split(records: list[SourceRecord], words: Words) -> list[list[SourceRecord]]:
    """Return the papers among records that share ids, by rank; each list keeps its order.

    Records of equal title are one paper. Otherwise a title is compared with the first title of each paper, so that the work stays linear.
    """
    if len(records) == 1:
        return [records]
    by_title: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        by_title[_title(record.title)].append(record)
    if len(by_title) == 1:
        return [records]
    found: list[tuple[SourceRecord, list[SourceRecord]]] = []
    for bucket in sorted(by_title.values(), key=_rank):
        new = _longest(bucket)
        for first, members in found[:_MOST]:
            if _one_paper(first, new, words):
                members.extend(bucket)
                break
        else:
            found.append((new, list(bucket)))
    return sorted((sorted(members) for _, members in found), key=_rank)


def _contested(split: list[list[SourceRecord]], clashes: list[Clash]) -> list[_Part]:
    """Return the papers, each with the ids that none before it has, and add what they contest to the clashes."""
    taken: dict[str, SourceRecord] = {}
    parts = []
    for records in split:
        holders = _holders(records)
        for name in holders.keys() & taken.keys():
            one, other = taken[name], holders[name]
            clashes.append(Clash(name, one.title, one.source, other.title, other.source))
        parts.append(_Part(records, holders.keys() - taken.keys(), set()))
        taken = holders | taken
    return parts


def _joined(parts: list[_Part], words: Words) -> list[_Part]:
    """Join the papers of one title, title by title, where all of them can be one; keep them apart where any two cannot."""
    parent = {index: index for index in range(len(parts))}

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    of_title: dict[str, set[int]] = defaultdict(set)
    for index, part in enumerate(parts):
        for title in {record.title for record in part.records}:
            of_title[_title(title)].add(index)
    for _, indices in sorted(item for item in of_title.items() if len(item[1]) > 1):
        roots = sorted({root(index) for index in indices})
        found = [parts[index] for index in roots]
        if len(found) > 1 and _compatible(found, words):
            parent.update(dict.fromkeys(roots, roots[0]))
            parts[roots[0]] = _Part(
                sorted(record for part in found for record in part.records),
                set().union(*(part.ids for part in found)),
                set().union(*(part.marks for part in found)),
            )
    return [part for index, part in enumerate(parts) if parent[index] == index]


def _compatible(parts: list[_Part], words: Words) -> bool:
    marks: set[str | int] = set()
    for part in parts:
        if not marks.isdisjoint(part.marks):
            return False
        marks |= part.marks
    first = words(_longest(parts[0].records))
    return all(_agree(first, words(_longest(part.records)), 0.5, _FEW) for part in parts[1:])


def _named(parts: list[_Part]) -> list[Group]:
    """Return the papers under their ids; one that lost all of its own is called by its title, and never like another."""
    taken = {name for part in parts for name in part.ids}
    found = []
    for part in parts:
        if not part.ids:
            name = title_id(_longest(part.records).title)
            while name in taken:
                name = f"title:{content_key('title', name, *part.records[0][:3])[:16]}"
            taken.add(name)
            part.ids.add(name)
        first, *rest = sorted(part.ids, key=lambda name: (_ORDER.index(_scheme(name)), name))
        others = sorted(name for name in rest if _scheme(name) != "title")
        found.append(Group(first, tuple(others), tuple(sorted(part.ids)), tuple(part.records)))
    return sorted(found, key=lambda one: one.id)
