"""A description as RDF: VoID, DCAT 3 with the application profile MLDCAT-AP 3.1.0, and PROV-O."""

__all__ = ["quads"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.describe.about import About, Creator
from kg.describe.counts import Tally
from kg.describe.description import Description
from kg.describe.dump import Dump
from kg.describe.provenance import provenance
from kg.describe.terms import Terms
from kg.generated.vocabulary import ONTOLOGY
from kg.rdf import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad

_Pair = tuple[str, Any]  # a property by its prefixed name, and a text or a term
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def quads(description: Description, tally: Tally, dump: Dump) -> "Iterator[Quad]":
    """Yield the description of a graph of which all has been counted, in the default graph, without blank nodes."""
    terms = Terms(description.base)
    yield from terms.quads(
        terms.own(),
        ("rdf:type", terms.name("void:DatasetDescription")),
        ("dcterms:title", f"Description of: {description.title}"),
        ("foaf:primaryTopic", terms.own("graph")),
    )
    parts = list(_parts(terms, tally))
    yield from terms.quads(
        terms.own("graph"),
        *_said(terms, description),
        *_counted(terms, tally),
        *_found(terms, description, tally, dump),
        *((link, part) for link, part, *_ in parts),
    )
    for _, part, *pairs in parts:
        yield from terms.quads(part, *pairs)
    yield from _agents(terms, description.about)
    yield from _distribution(terms, description, dump)
    yield from _measures(terms, tally)
    yield from provenance(terms, description.made)


def _said(terms: Terms, description: Description) -> Iterator[_Pair]:
    """Yield whose the graph is and what it is about; a date, a licence and creators only if a person gave them."""
    said, graph = description.about, terms.own("graph")
    day = terms.day(said.date) if said.date else ""
    for name in ("void:Dataset", "dcat:Dataset", "prov:Entity"):
        yield "rdf:type", terms.name(name)
    yield "dcterms:identifier", graph.value
    yield "dcterms:title", description.title
    yield "dcterms:description", description.text
    yield from (("dcterms:creator", _agent(terms, *one)) for one in enumerate(said.creators, start=1))
    yield from _license(terms, said.license)
    yield "dcat:version", said.version
    yield "dcterms:issued", day
    yield "it6:collectionDate", day
    yield "it6:collectionMethod", description.method
    yield "prov:wasGeneratedBy", terms.own("run")
    yield "dcat:distribution", terms.own("distribution")


def _agents(terms: Terms, said: About) -> "Iterator[Quad]":
    for number, creator in enumerate(said.creators, start=1):
        agent = _agent(terms, number, creator)
        yield from terms.quads(agent, ("rdf:type", terms.name("foaf:Agent")), ("foaf:name", creator.name))
    for _, iri in _license(terms, said.license):
        yield from terms.quads(iri, ("rdf:type", terms.name("dcterms:LicenseDocument")))


def _agent(terms: Terms, number: int, creator: Creator) -> Any:
    return terms.iri(creator.iri) if creator.iri else terms.own(f"creator-{number}")


def _license(terms: Terms, iri: str) -> list[_Pair]:
    return [("dcterms:license", terms.iri(iri))] if iri else []


def _counted(terms: Terms, tally: Tally) -> Iterator[_Pair]:
    """Yield how much there is in all."""
    yield "void:triples", terms.number(tally.triples)
    yield "void:entities", terms.number(tally.entities)
    yield "void:distinctSubjects", terms.number(tally.subjects)
    yield "void:classes", terms.number(len(tally.of_classes()))
    yield "void:properties", terms.number(len(tally.of_properties()))


def _parts(terms: Terms, tally: Tally) -> Iterator[tuple[str, Any, _Pair, _Pair]]:
    """Yield how much there is of each class and property: its link from the graph, its IRI, and what is said of it."""
    for iri, count in tally.of_classes().items():
        pairs = ("void:class", terms.iri(iri)), ("void:entities", terms.number(count))
        yield "void:classPartition", terms.own(f"class-{_name(iri)}"), *pairs
    for iri, count in tally.of_properties().items():
        pairs = ("void:property", terms.iri(iri)), ("void:triples", terms.number(count))
        yield "void:propertyPartition", terms.own(f"property-{_name(iri)}"), *pairs


def _name(iri: str) -> str:
    """Return the name of a term with its prefix, for a fragment: pg.Paper."""
    start = max((start for start in PREFIXES.values() if iri.startswith(start)), key=len, default="")
    prefix = next((prefix for prefix, other in PREFIXES.items() if other == start), "")
    return f"{prefix}.{iri.removeprefix(start)}" if prefix else iri.rpartition("/")[2].rpartition("#")[2]


def _found(terms: Terms, description: Description, tally: Tally, dump: Dump) -> Iterator[_Pair]:
    """Yield where things are found: examples, vocabularies, the start of IRIs, the file."""
    yield "void:uriSpace", description.base
    written = {*tally.of_classes(), *tally.of_properties()}
    for start in sorted(set(PREFIXES.values())):
        if any(iri.startswith(start) for iri in written):
            yield "void:vocabulary", terms.iri(start)
    yield from (("void:exampleResource", terms.iri(iri)) for iri in description.examples)
    if dump.format_iri:
        yield "void:feature", terms.iri(dump.format_iri)
    if dump.url:
        yield "void:dataDump", terms.iri(dump.url)


def _distribution(terms: Terms, description: Description, dump: Dump) -> "Iterator[Quad]":
    """Yield the file; its size is not known, as this is a part of it."""
    distribution, access = terms.own("distribution"), terms.iri(description.base)
    media_types = [terms.iri(_MEDIA_TYPES + dump.media_type)] if dump.media_type else []
    standards = [terms.iri(ONTOLOGY.rstrip("#")), *map(terms.iri, dump.conforms)]
    urls = [terms.iri(dump.url)] if dump.url else []
    yield from terms.quads(
        distribution,
        ("rdf:type", terms.name("dcat:Distribution")),
        ("dcat:accessURL", access),
        *(("dcat:downloadURL", url) for url in urls),
        *(("dcat:mediaType", media_type) for media_type in media_types),
        *(("dcterms:conformsTo", standard) for standard in standards),
        *_license(terms, description.about.license),
        *(("dqv:hasQualityMeasurement", terms.own(key)) for key, *_ in _MEASURES),
    )
    for kind, resources in (
        ("dcat:Resource", [access, *urls]),
        ("dcterms:MediaType", media_types),
        ("dcterms:Standard", standards),
    ):
        for resource in resources:
            yield from terms.quads(resource, ("rdf:type", terms.name(kind)))


_MEASURES = (
    ("triples", "Number of triples", "NumberOfTriples"),
    ("entities", "Number of nodes", "NumberOfNodes"),
)


def _measures(terms: Terms, tally: Tally) -> "Iterator[Quad]":
    """Yield the measurements that MLDCAT-AP wants of each distribution."""
    for (key, title, identifier), value in zip(_MEASURES, (tally.triples, tally.entities), strict=True):
        kind = terms.own(f"number-of-{key}")
        yield from terms.quads(
            terms.own(key),
            ("rdf:type", terms.name("dqv:QualityMeasurement")),
            ("dqv:value", terms.number(value)),
            ("dcterms:type", kind),
        )
        yield from terms.quads(
            kind,
            ("rdf:type", terms.name("it6:DataQuality")),
            ("dcterms:title", title),
            ("dcterms:identifier", identifier),
        )
