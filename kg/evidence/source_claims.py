"""The claims of a paper's sources, added to its extraction."""

__all__ = ["RULE", "with_claims"]

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.generated.vocabulary import ROLE_EDGES
from kg.model import Cluster, Extraction, RepositoryMention, SourceClaim
from kg.names import normal_form

RULE = "source"  # has no sentence; the span is 0:0


def with_claims(extraction: Extraction, claims: Iterable[SourceClaim]) -> Extraction:
    """Add the repositories and datasets that sources claim and the text does not mention."""
    ordered = sorted(claims)
    if not ordered:
        return extraction
    return replace(
        extraction,
        clusters=(*extraction.clusters, *_datasets(extraction, ordered)),
        repositories=(*extraction.repositories, *_repositories(extraction, ordered)),
    )


def _datasets(extraction: Extraction, claims: Iterable[SourceClaim]) -> Iterator[Cluster]:
    """Yield a cluster for each new name; a role that datasets cannot have becomes "mentioned"."""
    known = {
        normal_form(name)
        for cluster in extraction.clusters
        if cluster.label == "Dataset"
        for name in cluster.mentions
    }
    for kind, name, role in claims:
        form = normal_form(name)
        if kind == "Dataset" and form and form not in known:
            known.add(form)
            valid_role = role if ("Dataset", role) in ROLE_EDGES else "mentioned"
            yield Cluster(f"{RULE}:{form}", "Dataset", (name,), valid_role, 0, 0, 1.0, RULE)


def _repositories(extraction: Extraction, claims: Iterable[SourceClaim]) -> Iterator[RepositoryMention]:
    known = {link.canonical.casefold() for link in extraction.repositories}
    for kind, name, role in claims:
        address = name.rstrip("/").removesuffix(".git")
        if kind == "repository" and address and address.casefold() not in known:
            known.add(address.casefold())
            yield RepositoryMention(name, address, role, (), 0, 0, 1.0, RULE)
