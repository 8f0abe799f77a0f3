"""How often each property and class occurs in what is written, and how many subjects that makes."""

__all__ = ["KINDS", "Tally"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from kg.generated.vocabulary import NODE_CLASSES, ONTOLOGY
from kg.rdf import PREFIXES

_RDF, _OA = PREFIXES["rdf"], PREFIXES["oa"]
_TYPE = f"{_RDF}type"
NODES = tuple(classes[0] for classes in NODE_CLASSES.values())
"""The class by which each node of the graph is counted."""
KINDS = (
    *NODES, f"{ONTOLOGY}Evidence", f"{ONTOLOGY}Match", f"{PREFIXES['mls']}Run", f"{PREFIXES['prov']}Entity", f"{PREFIXES['prov']}Activity",
    f"{_OA}SpecificResource", f"{_OA}TextPositionSelector", f"{_OA}TextQuoteSelector", f"{PREFIXES['skos']}ConceptScheme",
)  # fmt: skip
"""Every subject has exactly one of these classes, or is the cell of a list."""
_Quad = TypeVar("_Quad")  # a Quad or Triple of pyoxigraph


class Tally:
    """The numbers of properties and classes written, each by its IRI, its name with a prefix, or its term, an object or text."""

    def __init__(self) -> None:
        self.properties: defaultdict[Any, int] = defaultdict(int)
        self.classes: defaultdict[Any, int] = defaultdict(int)

    def counted(self, quads: Iterable[_Quad]) -> Iterator[_Quad]:
        """Yield quads or triples and count them; where they are made, counting by names costs a quarter of this."""
        properties, classes = self.properties, self.classes
        for quad in quads:
            predicate = quad.predicate  # type: ignore[attr-defined]
            properties[predicate] += 1
            if predicate.value == _TYPE:
                classes[quad.object] += 1  # type: ignore[attr-defined]
            yield quad

    def of_properties(self) -> dict[str, int]:
        """Return how many triples each property has, by IRI, sorted."""
        return _by_iri(self.properties)

    def of_classes(self) -> dict[str, int]:
        """Return how many subjects each class has, by IRI, sorted."""
        return _by_iri(self.classes)

    @property
    def triples(self) -> int:
        """How many triples were written."""
        return sum(self.properties.values())

    @property
    def entities(self) -> int:
        """How many nodes of the graph were written."""
        classes = self.of_classes()
        return sum(classes.get(name, 0) for name in NODES)

    @property
    def subjects(self) -> int:
        """How many different subjects were written."""
        classes = self.of_classes()
        return sum(classes.get(name, 0) for name in KINDS) + self.of_properties().get(f"{_RDF}first", 0)


def _by_iri(counts: dict[Any, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, count in counts.items():
        found[_iri(str(name).strip("<>"))] += count
    return dict(sorted(found.items()))


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name
