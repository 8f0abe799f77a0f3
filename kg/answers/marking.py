"""Mark what was extracted in the text of a paper; how that looks is up to a renderer."""

__all__ = ["KINDS", "Mark", "Segment", "html", "lines", "results", "roles", "segments", "steps"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.generated.vocabulary import CONCEPTS, RESULT_EDGES, NodeType
from kg.model import Cluster, Extraction, ResultMention

KINDS = (*CONCEPTS, str(NodeType.RESULT), str(NodeType.REPOSITORY))
"""What is marked, in the order of a legend."""


class Mark(NamedTuple):
    """A marked span of the text; its `role` in the paper is empty if it has none.

    `first` says that it is the first mention of its concept, `about` what a reader may want to know of it.
    """

    start: int
    end: int
    kind: str
    role: str = ""
    about: str = ""
    first: bool = False


class Segment(NamedTuple):
    """A piece of the text from `start`, with all marks that cover it, the outermost first."""

    start: int
    text: str
    marks: tuple[Mark, ...] = ()


Step = tuple[tuple[Mark, ...], tuple[Mark, ...], Segment]


def segments(extraction: Extraction) -> Iterator[Segment]:
    """Yield the whole text in pieces within which the marks do not change; a line end is a piece without marks."""
    text = extraction.text
    distinct = {mark[:3]: mark for mark in reversed(list(_marks(extraction)))}
    marks = sorted(distinct.values(), key=lambda mark: (mark.start, -mark.end, mark.kind))
    ends = (end for i, character in enumerate(text) if character == "\n" for end in (i, i + 1))
    cuts = {0, len(text), *ends, *(end for mark in marks for end in mark[:2])}
    starting: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        starting[mark.start].append(mark)
    covering: list[Mark] = []
    for start, end in pairwise(sorted(cuts)):
        covering = [*(mark for mark in covering if mark.end > start), *starting[start]]
        piece = text[start:end]
        yield Segment(start, piece, () if piece == "\n" else tuple(covering))


def lines(extraction: Extraction) -> list[list[Segment]]:
    """Return the segments of each line that is not blank; the first one is the title."""
    found: list[list[Segment]] = [[]]
    for segment in segments(extraction):
        if segment.text == "\n":
            found.append([])
        else:
            found[-1].append(segment)
    return [line for line in found if any(segment.text.strip() for segment in line)]


def steps(line: Iterable[Segment]) -> Iterator[Step]:
    """Yield the marks that end before a segment, the innermost first, those that begin there, and the segment.

    Marks are always closed in the order in which tags nest: one that overlaps another is closed with it, and
    begins again behind it, where its `start` lies before that of the segment. An empty segment ends the line.
    """
    opened: tuple[Mark, ...] = ()
    end = 0
    for segment in line:
        same = next((i for i, (a, b) in enumerate(zip(opened, segment.marks, strict=False)) if a != b), None)
        same = min(len(opened), len(segment.marks)) if same is None else same
        yield opened[same:][::-1], segment.marks[same:], segment
        opened, end = segment.marks, segment.start + len(segment.text)
    yield opened[::-1], (), Segment(end, "")


def roles(extraction: Extraction) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (type, role, names) of the concepts in the text, by type and role, each by its first name."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cluster in extraction.clusters:
        if cluster.start < cluster.end:  # others are known from a source, not from the text
            names[cluster.label, cluster.role].append(_name(cluster))
    order = [(label, role) for label, spec in CONCEPTS.items() for role in spec.roles]
    known = {key: place for place, key in enumerate(order)}
    keys = sorted(names, key=lambda key: (known.get(key, len(known)), key))
    return [(*key, tuple(dict.fromkeys(names[key]))) for key in keys]


def results(extraction: Extraction) -> list[tuple[str, str]]:
    """Return each result, with its unit, and what it belongs to, in the order of the text."""
    names = {cluster.key: _name(cluster) for cluster in extraction.clusters}
    ordered = sorted(extraction.results, key=lambda result: (result.start, result.end))
    return list(dict.fromkeys((_value(result), _belongs(result, names)) for result in ordered))


def html(extraction: Extraction) -> str:
    """Return an extraction as a piece of HTML that needs no other file, for a page or a notebook."""
    from kg.answers.marked_html import snippet

    return snippet(extraction)


def _marks(extraction: Extraction) -> Iterator[Mark]:
    """Yield a mark for every mention and for every number that is a result."""
    clusters = {cluster.key: cluster for cluster in extraction.clusters}
    links = {(link.start, link.end): link.role for link in extraction.repositories}
    seen: set[str] = set()
    for mention in sorted(extraction.entities, key=lambda mention: (mention.start, -mention.end)):
        start, end = mention.start, mention.end
        if not 0 <= start < end <= len(extraction.text):
            continue
        cluster = clusters.get(mention.cluster)
        role = cluster.role if cluster is not None else links.get((start, end), "")
        name = _name(cluster) if cluster is not None else mention.cluster
        other = "" if name == extraction.text[start:end] else name
        about = "; ".join(filter(None, (other, f"confidence {mention.confidence:.2f}")))
        yield Mark(start, end, mention.label, role, about, mention.cluster not in seen)
        seen.add(mention.cluster)
    yield from _numbers(extraction, {key: _name(cluster) for key, cluster in clusters.items()})


def _numbers(extraction: Extraction, names: dict[str, str]) -> Iterator[Mark]:
    """Yield one mark for each number, whatever the number of results that it is."""
    about: dict[tuple[int, int], list[str]] = defaultdict(list)
    for result in extraction.results:
        if 0 <= result.start < result.end <= len(extraction.text):
            facts = (_belongs(result, names), f"confidence {result.confidence:.2f}")
            about[result.start, result.end].append("; ".join(filter(None, facts)))
    for (start, end), said in about.items():
        yield Mark(start, end, str(NodeType.RESULT), "", " / ".join(dict.fromkeys(said)))


def _value(result: ResultMention) -> str:
    return f"{result.value}{'' if result.unit in ('%', 'x') else ' '}{result.unit}".rstrip()


def _belongs(result: ResultMention, names: dict[str, str]) -> str:
    slots = ((label.lower(), getattr(result, label.lower())) for label in RESULT_EDGES)
    said = [f"{slot} {names.get(key, key)}" for slot, key in slots if key is not None]
    return ", ".join([*said, *([] if result.kind == "absolute" else [result.kind])])


def _name(cluster: Cluster) -> str:
    return cluster.mentions[0] if cluster.mentions else cluster.key
