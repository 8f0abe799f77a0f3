"""How a graph was made, in PROV-O: one activity, the program, and what it used."""

__all__ = ["activity", "provenance"]

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.describe.description import Made
from kg.describe.terms import Terms, activity
from kg.ids import content_key

if TYPE_CHECKING:
    from pyoxigraph import Quad


def provenance(terms: Terms, made: Made) -> "Iterator[Quad]":
    """Yield the activity, its agent, and the code, models, tables and files that it used."""
    run, agent = terms.own("run"), terms.own("papergraph")
    entities = list(_used(made))
    yield from terms.quads(
        run,
        ("rdf:type", terms.name("prov:Activity")),
        ("rdfs:label", "papergraph reads papers and makes the graph"),
        ("prov:wasAssociatedWith", agent),
    )
    yield from terms.quads(
        agent,
        ("rdf:type", terms.name("prov:SoftwareAgent")),
        ("rdf:type", terms.name("schema:SoftwareApplication")),
        ("rdfs:label", "papergraph"),
        ("schema:softwareVersion", made.version),
    )
    for key, title, identifier, text in entities:
        entity = terms.own(key)
        yield from terms.quads(run, ("prov:used", entity))
        yield from terms.quads(
            entity,
            ("rdf:type", terms.name("prov:Entity")),
            ("dcterms:title", title),
            ("dcterms:identifier", identifier),
            ("dcterms:description", text),
        )


def _used(made: Made) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was used: the end of its IRI, title, version or name, and a sentence."""
    for model, count in made.models:
        yield _key("model", model), "Model", model, f"It extracted {count:,} texts."
    if made.resolution:
        yield "resolution", "Resolution of names, code and tables", made.resolution, ""
    if made.graph:
        yield "statements", "Statements and their evidence, code", made.graph, ""
    if made.decisions:
        text = f"Of a person: {made.decisions:,} names were merged or kept apart."
        yield "decisions", "Decisions on names", "", text
    for name in made.authorities:
        yield _key("authority", name), name, "", "An authority file, to which concepts are linked."
    for name in made.files:
        yield _key("file", name), name, "", ""


def _key(kind: str, name: str) -> str:
    return f"{kind}-{content_key(kind, name)[:16]}"
