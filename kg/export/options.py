"""How to export: one frozen value that every exporter gets beside the graph."""

__all__ = ["DEFAULTS", "Options"]

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import describe, rdf
from kg.model import Edge, Link, Node

if TYPE_CHECKING:
    from pyoxigraph import Quad


@dataclass(frozen=True, slots=True)
class Options:
    """The wishes of the user, and what the nodes and edges do not say.

    `evidence` is how much RDF says of the evidence. With `graphs`, what a paper says is in a named graph, where the
    format has such. `links` are those of concepts to authorities. `description` is what the export says of
    itself, nothing if it is None.
    """

    evidence: rdf.Evidence = "compact"
    graphs: bool = True
    abstracts: bool = True
    links: tuple[Link, ...] = ()
    description: describe.Description | None = None

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield the nodes, without abstracts where none are wanted."""
        for node in nodes:
            if not self.abstracts and node.label == "Paper":
                yield replace(node, properties={**node.properties, "abstract": None})
            else:
                yield node

    def quads(
        self,
        factory: rdf.Factory[rdf.Made],
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        base: str,
        form: str,
        *,
        graphs: bool = True,
    ) -> Iterator[rdf.Made]:
        """Yield the quads of the graph in a format, then those of its description; with `graphs` if the format has them."""
        tally = describe.Tally()
        how = self._how(base, tally, named=self.graphs and graphs)
        yield from rdf.make(factory, nodes, edges, base, **how)
        yield from map(factory.of, self._described(form, tally))

    def _how(self, base: str, tally: rdf.Tally, *, named: bool) -> rdf.How:
        how: rdf.How = {"evidence": self.evidence, "named": named, "links": self.links}
        return (
            how if self.description is None else {**how, "activity": describe.activity(base), "tally": tally}
        )

    def _described(self, form: str, tally: describe.Tally) -> "Iterator[Quad]":
        """Yield the description of what was counted."""
        if self.description is not None:
            shapes = f"https://w3id.org/papergraph/shapes#{self.evidence}"
            yield from describe.quads(self.description, tally, describe.Dump(form, conforms=(shapes,)))


DEFAULTS = Options()
"""What an exporter gets from a caller that wishes nothing."""
