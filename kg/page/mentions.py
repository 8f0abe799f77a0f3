"""Which node of the graph each mention of a paper leads to."""

__all__ = ["node_at"]

from kg.evidence.database import EvidenceDatabase
from kg.ids import repository_iri
from kg.model import Extraction, Span

_ROLES = """
SELECT e.start, e."end", s.object FROM evidence e JOIN statement s ON s.key = e.statement
WHERE e.paper = ? AND s.subject_label = 'Paper' AND s.object_label NOT IN ('Result', 'Repository')
ORDER BY e.start, e."end", s.object"""


def node_at(evidence: EvidenceDatabase, extraction: Extraction) -> dict[Span, str]:
    """Return the IRI of the concept or repository that each mention means, by its offsets; generic ones mean none.

    A cluster has become the concept of which the paper speaks at the mention that decided the role of the cluster.
    """
    decided = {(start, end): iri for start, end, iri in evidence.db.execute(_ROLES, (extraction.id,))}
    concept_of = {cluster.key: decided.get((cluster.start, cluster.end)) for cluster in extraction.clusters}
    base = evidence.settings.base
    found = {(link.start, link.end): repository_iri(link.canonical, base) for link in extraction.repositories}
    for mention in extraction.entities:
        iri = concept_of.get(mention.cluster)
        if iri is not None:
            found[mention.start, mention.end] = iri
    return found
