"""The links of concepts to authorities: what an authority calls the same, who said so, why and how surely."""

__all__ = ["match_key", "match_term", "matches"]

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.generated.vocabulary import PROPERTY_IRIS
from kg.ids import content_key
from kg.rdf.factories import Made
from kg.rdf.terms import Terms

if TYPE_CHECKING:
    from kg.model import Link


def matches(terms: Terms[Made], links: "Iterable[Link]", base: str) -> Iterator[Made]:
    """Yield a resource for each link, with its score, its reason and the file that has the entry."""
    name, literal = terms.name, terms.literal
    for link in links:
        label = link.concept.removeprefix(base).partition("/")[0].capitalize()
        predicate = match_term(label, link.predicate, link.target, base)
        match = terms.iri(f"{base}match/{match_key(link)}")
        for term, value in (
            ("rdf:type", name("pg:Match")),
            ("rdf:subject", terms.node(link.concept)),
            ("rdf:predicate", name(predicate)),
            ("rdf:object", terms.iri(link.target)),
            ("itsrdf:taConfidence", terms.common(link.score, "xsd:decimal")),
            ("pg:reason", literal(link.reason)),
            ("pg:authority", literal(link.source)),
            ("pg:stated", terms.common(bool(link.stated), "xsd:boolean")),
        ):
            yield terms.quad(match, term, value, terms.default)


def match_key(link: "Link") -> str:
    """Return the key that ends the IRI of a link."""
    return content_key("match", link.concept, link.target, link.source)


def match_term(label: str, kind: str, target: str, base: str) -> str:
    """Return the predicate of a link from a node of a label: SKOS matches concepts, and a dataset of ours is none."""
    ours = target.startswith(f"{base}dataset/")
    return PROPERTY_IRIS["Dataset" if ours else label][kind][0]
