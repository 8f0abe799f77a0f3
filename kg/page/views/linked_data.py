"""What a page is about, as schema.org has it, in JSON-LD."""

__all__ = [
    "about_concept",
    "about_paper",
    "about_person",
    "about_venue",
    "of_repository",
]

from typing import Any

from kg.model import Concept, Link, Paper
from kg.page.addresses import of_id, outside

_CONTEXT = "https://schema.org"


def about_concept(concept: Concept, links: list[Link]) -> dict[str, Any]:
    """Return a concept: a data set as such, others as terms with their names."""
    type_ = "Dataset" if concept.label == "Dataset" else "DefinedTerm"
    same = sorted({link.target for link in links if link.predicate == "exactMatch" and outside(link.target)})
    return _said(concept.iri, type_, name=concept.name, alternateName=list(concept.aliases), sameAs=same)


def about_paper(paper: Paper, iri: str, authors: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a paper with its authors, given by IRI and name."""
    known = paper.metadata
    same = sorted(filter(None, (of_id(id)[2] for id in (paper.id, *paper.same_as))))
    return _said(
        iri, "ScholarlyArticle", name=paper.title, headline=paper.title[:110], identifier=[paper.id, *paper.same_as],
        datePublished=known.date or (str(paper.year) if paper.year else ""),
        author=[_node(author, "Person", name=name) for author, name in authors],
        isPartOf=_node("", "Periodical", name=known.venue) if known.venue else None,
        url=outside(paper.url), inLanguage=known.language, sameAs=same,
    )  # fmt: skip


def about_person(iri: str, name: str, aliases: list[str], orcid: str | None) -> dict[str, Any]:
    """Return an author."""
    return _said(iri, "Person", name=name, alternateName=aliases, sameAs=[orcid] if orcid else [])


def about_venue(iri: str, name: str, aliases: list[str]) -> dict[str, Any]:
    """Return a venue."""
    return _said(iri, "Periodical", name=name, alternateName=aliases)


def of_repository(iri: str, url: str, implements: list[str]) -> dict[str, Any]:
    """Return a repository with the names of what it implements."""
    return _said(iri, "SoftwareSourceCode", codeRepository=outside(url), name=url, about=implements)


def _said(iri: str, type_: str, **values: Any) -> dict[str, Any]:
    return {"@context": _CONTEXT, **_node(iri, type_, **values)}


def _node(iri: str, type_: str, **values: Any) -> dict[str, Any]:
    own = {"@type": type_, "@id": iri} if iri else {"@type": type_}
    return own | {name: value for name, value in values.items() if value}
