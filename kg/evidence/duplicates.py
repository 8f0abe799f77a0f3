"""Group records into papers: by shared ids, then by title and abstract.

A pure function of the set of records; order and repetition do not matter. An id made from a title is no
shared id: a preface has the title of many others.
"""

__all__ = ["Clash", "Group", "SourceRecord", "Words", "group"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kg.evidence.agreement import (
    MOST,
    SourceRecord,
    Words,
    agree,
    folded,
    longest,
    papers_of_title,
    title_words,
)
from kg.ids import SCHEMES, content_key, title_id

_ORDER = (
    "",
    *SCHEMES,
    "title",
)  # order in which ids name a paper; ids without a known scheme are the user's own
_TITLE = "title:"  # what the ids that are made from titles begin with
_SINGLE = frozenset(
    ("", "doi", "arxiv", "acl", "pmlr", "pmid", "openalex")
)  # a paper has one id of such a scheme


class Clash(NamedTuple):
    """Two papers that claim the same id: the one that keeps it, and the other."""

    id: str
    title: str
    source: str
    other_title: str
    other_source: str

    def line(self) -> str:
        """Describe the papers that claim the id."""
        return (
            f"{self.title!r} in {self.source} keeps this id, "
            f"which {self.other_title!r} in {self.other_source} also claims"
        )


@dataclass(frozen=True, slots=True)
class Group:
    """One paper: its id, other ids, all ids including those made from titles, and records; all sorted."""

    id: str
    same_as: tuple[str, ...]
    ids: tuple[str, ...]
    records: tuple[SourceRecord, ...]


@dataclass(slots=True)
class _Part:
    """A paper being assembled. `marks` are unique schemes and sides in clashes, which it has once."""

    records: list[SourceRecord]
    ids: set[str]
    marks: set[str | int]


def group(records: Iterable[SourceRecord], words: Words) -> tuple[list[Group], list[Clash]]:
    """Return the papers and the clashes, each sorted by id.

    Records that share an id, transitively, are one paper if their titles or abstracts agree; otherwise they
    clash, and the paper with most records keeps the id. Papers with equal titles and agreeing abstracts are
    joined unless both have an id of the same unique scheme. Records without ids are one paper if titles are
    equal and abstracts agree, even short ones.
    """
    words = lru_cache(maxsize=4 * MOST)(words)
    parts: list[_Part] = []
    clashes: list[Clash] = []
    for number, component in enumerate(_components(sorted(set(records)), words)):
        split = _split(component, words)
        for one in (
            _without_claimed_ids(split, clashes)
            if len(split) > 1
            else [_Part(component, set(_holders(component)), set())]
        ):
            one.marks.update(_SINGLE.intersection(map(_scheme, one.ids)))
            one.marks.update({number} if len(split) > 1 else ())
            parts.append(one)
    parts.sort(key=lambda part: part.records[0])
    return _named(_joined(parts, words), words), sorted(clashes)


def _scheme(name: str) -> str:
    scheme, colon, _ = name.partition(":")
    return scheme if colon and scheme in _ORDER else ""


def _ids(record: SourceRecord) -> list[str]:
    """Return the ids of a record, without those made from titles."""
    return [name for name in (record.id, *record.same_as) if not name.startswith(_TITLE)]


def _one_paper(one: SourceRecord, other: SourceRecord, words: Words) -> bool:
    """Return whether two records that share an id but differ in title are one paper.

    If they also differ in an id of a unique scheme, one title must contain all words of the other.
    """
    schemes = zip(_by_scheme(one), _by_scheme(other), strict=True)
    apart = any(ids and others and ids.isdisjoint(others) for ids, others in schemes)
    titles = agree(title_words(one.title), title_words(other.title), 1 if apart else 0.66, 1)
    return titles or agree(words(one), words(other))


def _by_scheme(record: SourceRecord) -> list[set[str]]:
    names = (record.id, *record.same_as)
    return [{name for name in names if _scheme(name) == scheme} for scheme in sorted(_SINGLE)]


def _components(records: list[SourceRecord], words: Words) -> list[list[SourceRecord]]:
    """Split records into lists that share no id, keeping their order; those without ids by title and abstract."""
    parent: dict[str, str] = {}
    of_title: dict[str, list[SourceRecord]] = defaultdict(list)

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    named = []
    for record in records:
        if ids := _ids(record):
            named.append((ids[0], record))
            for other in ids[1:]:
                parent[root(other)] = root(ids[0])
        else:
            of_title[folded(record.title)].append(record)
    components: dict[str, list[SourceRecord]] = defaultdict(list)
    for name, record in named:
        components[root(name)].append(record)
    unnamed = (paper for same in of_title.values() for paper in papers_of_title(same, words))
    return [*components.values(), *unnamed]


def _holders(records: list[SourceRecord]) -> dict[str, SourceRecord]:
    """Map every id of the records to the first record that has it."""
    holders: dict[str, SourceRecord] = {}
    for record in records:
        for name in (record.id, *record.same_as):
            holders.setdefault(name, record)
    return holders


def _rank(records: list[SourceRecord]) -> tuple[int, int, str, str]:
    """Return the sort key of papers that claim an id: most records, most ids, first title, first source."""
    return (
        -len(records),
        -len(_holders(records)),
        min(folded(r.title) for r in records),
        min(r.source for r in records),
    )


def _split(records: list[SourceRecord], words: Words) -> list[list[SourceRecord]]:
    """Split records that share ids into papers, by rank; each list is sorted.

    Records with equal titles are one paper. Other titles are compared with the first title of each paper,
    which keeps the work linear.
    """
    if len(records) == 1:
        return [records]
    by_title: dict[str, list[SourceRecord]] = defaultdict(list)
    for record in records:
        by_title[folded(record.title)].append(record)
    if len(by_title) == 1:
        return [records]
    papers: list[tuple[SourceRecord, list[SourceRecord]]] = []
    for bucket in sorted(by_title.values(), key=_rank):
        new = longest(bucket)
        for first, members in papers[:MOST]:
            if _one_paper(first, new, words):
                members.extend(bucket)
                break
        else:
            papers.append((new, list(bucket)))
    return sorted((sorted(members) for _, members in papers), key=_rank)


def _without_claimed_ids(split: list[list[SourceRecord]], clashes: list[Clash]) -> list[_Part]:
    """Give each paper the ids that no earlier one has, and append the ids claimed twice to the clashes."""
    taken: dict[str, SourceRecord] = {}
    parts = []
    for records in split:
        holders = _holders(records)
        claimed = {name for record in records for name in _ids(record)} & taken.keys()
        for name in claimed:
            one, other = taken[name], holders[name]
            clashes.append(Clash(name, one.title, one.source, other.title, other.source))
        parts.append(_Part(records, holders.keys() - claimed, set()))
        taken = holders | taken
    return parts


def _joined(parts: list[_Part], words: Words) -> list[_Part]:
    """Join the papers of each title if all of them can be one paper; otherwise leave them apart."""
    parent = {index: index for index in range(len(parts))}

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    of_title: dict[str, set[int]] = defaultdict(set)
    for index, part in enumerate(parts):
        for title in {record.title for record in part.records}:
            of_title[folded(title)].add(index)
    for _, indices in sorted(item for item in of_title.items() if len(item[1]) > 1):
        roots = _joinable({root(index) for index in indices}, parts, words)
        same = [parts[index] for index in roots]
        if len(same) > 1 and _compatible(same, words):
            parent.update(dict.fromkeys(roots, roots[0]))
            parts[roots[0]] = _Part(
                sorted(record for part in same for record in part.records),
                set().union(*(part.ids for part in same)),
                set().union(*(part.marks for part in same)),
            )
    return [part for index, part in enumerate(parts) if parent[index] == index]


def _is_unnamed(part: _Part) -> bool:
    return not part.marks and all(name.startswith(_TITLE) for name in part.ids)


def _joinable(indices: set[int], parts: list[_Part], words: Words) -> list[int]:
    """Return the parts with ids, and those without that agree with the first of these; others are other papers."""
    named = [index for index in sorted(indices) if not _is_unnamed(parts[index])]
    if not named or len(named) == len(indices):
        return named
    first = words(longest(parts[named[0]].records))
    unnamed = sorted(indices.difference(named))
    return [*named, *(index for index in unnamed if agree(first, words(longest(parts[index].records))))]


def _compatible(parts: list[_Part], words: Words) -> bool:
    marks: set[str | int] = set()
    for part in parts:
        if not marks.isdisjoint(part.marks):
            return False
        marks |= part.marks
    first = words(longest(parts[0].records))
    return all(agree(first, words(longest(part.records))) for part in parts[1:])


def _named(parts: list[_Part], words: Words) -> list[Group]:
    """Name the papers by their ids; one without any gets a unique one made from its title and abstract."""
    _keep_title_ids_once(parts)
    taken = {name for part in parts for name in part.ids}
    groups = []
    for part in parts:
        if not part.ids:
            name = next(name for name in _made(part, words) if name not in taken)
            taken.add(name)
            part.ids.add(name)
        first, *rest = sorted(part.ids, key=lambda name: (_ORDER.index(_scheme(name)), name))
        others = sorted(name for name in rest if not name.startswith(_TITLE))
        groups.append(Group(first, tuple(others), tuple(sorted(part.ids)), tuple(part.records)))
    return sorted(groups, key=lambda one: one.id)


def _keep_title_ids_once(parts: list[_Part]) -> None:
    """Leave each id made from a title to one paper, by rank, but rather to one that has no other id."""
    holders: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        for name in part.ids:
            if name.startswith(_TITLE):
                holders[name].append(part)
    for name, claiming in holders.items():
        if len(claiming) > 1:
            keeper = min(claiming, key=lambda part: (not _is_unnamed(part), *_rank(part.records)))
            for part in claiming:
                if part is not keeper:
                    part.ids.remove(name)


def _made(part: _Part, words: Words) -> Iterator[str]:
    """Yield ids for a paper: of its title, of title and abstract, and ever more of its first record."""
    record = longest(part.records)
    name = title_id(record.title)
    yield name
    name = f"title:{content_key('title', name, *sorted(words(record)))[:16]}"
    while True:
        yield name
        name = f"title:{content_key('title', name, *part.records[0][:3])[:16]}"
