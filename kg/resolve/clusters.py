"""Merge the clusters of all papers into concepts.

A cluster's forms all mean one thing in its paper; its canonical form is the longest one (an abbreviation is never canonical
beside its long form). A form that stands alone elsewhere follows the long form that papers define it by, unless they
disagree. The outcome depends on the set of clusters only, never on their order.
"""

__all__ = ["Resolution", "resolve"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.ids import DEFAULT_BASE, concept_iri
from kg.model import Cluster, Concept
from kg.names import normal_form, preferred
from kg.resolve.aliases import curated
from kg.resolve.metrics import direction

_AGREEMENT = 0.9  # of the papers that define a form, how many must agree on its long form
_SHORT = 2  # forms of so few characters need two papers that define them

Form = tuple[str, str]  # label, normal form


@dataclass(frozen=True, slots=True)
class Resolution:
    """The concepts, sorted by IRI, and the concept IRI of every (paper id, cluster key)."""

    concepts: tuple[Concept, ...]
    iri_of: Mapping[tuple[str, str], str]


def _canonical(forms: Iterable[str]) -> str:
    return max(forms, key=lambda form: (form.count(" "), len(form), form))


def _agreed(votes: Mapping[Form, Counter[str]]) -> Iterator[tuple[Form, str, str]]:
    """Yield (form, its long form, why) for every form whose definitions agree."""
    for (label, short), counts in votes.items():
        long, most = min(counts.items(), key=lambda vote: (-vote[1], vote[0]))
        total = counts.total()
        if most >= _AGREEMENT * total and (len(short) > _SHORT or total > 1):
            yield (label, short), long, f"defined so in {most} of {total} papers that define it"


class _Merges:
    """Which form follows which, and why; following always ends, whatever the curated aliases say."""

    def __init__(self, surfaces: Mapping[Form, Counter[str]], votes: Mapping[Form, Counter[str]]) -> None:
        self.parent: dict[Form, str] = {}
        self.reason: dict[Form, str] = {}
        for form, long, why in _agreed(votes):
            self.parent[form], self.reason[form] = long, why
        for (label, alias), long in curated().items():
            self.parent.pop((label, long), None)  # a curated name is canonical, whatever longer form a paper gives it
            self.reason.pop((label, long), None)
            if (label, alias) in surfaces:
                self.parent[label, alias], self.reason[label, alias] = long, "curated alias"

    def root(self, form: Form) -> Form:
        label, name = form
        seen = {name}
        while (label, name) in self.parent and self.parent[label, name] not in seen:
            name = self.parent[label, name]
            seen.add(name)
        return label, name


def resolve(clusters: Iterable[tuple[str, Cluster]], base: str = DEFAULT_BASE) -> Resolution:
    """Return the concepts behind (paper id, cluster) pairs.

    Merges are, in this order of strength: equal normal forms; the curated aliases; forms in one cluster of a paper whose
    definitions agree in at least nine of ten papers. Every merge is named in `Concept.merges`.
    """
    surfaces: dict[Form, Counter[str]] = defaultdict(Counter)
    votes: dict[Form, Counter[str]] = defaultdict(Counter)
    chosen: dict[tuple[str, str], Form] = {}
    for paper, cluster in clusters:
        for mention in cluster.mentions:
            surfaces[cluster.label, normal_form(mention)][mention] += 1
        names = {normal_form(mention) for mention in cluster.mentions}
        longest = _canonical(names)
        chosen[paper, cluster.key] = (cluster.label, longest)
        for name in names - {longest}:
            votes[cluster.label, name][longest] += 1

    merges = _Merges(surfaces, votes)
    members: dict[Form, set[str]] = defaultdict(set)
    for form in surfaces:
        members[merges.root(form)].add(form[1])
    concepts = [_concept(home, names, surfaces, merges.reason, base) for home, names in members.items()]
    places = {place: concept_iri(*merges.root(form), base=base) for place, form in chosen.items()}
    return Resolution(tuple(sorted(concepts, key=lambda concept: concept.iri)), places)


def _concept(home: Form, names: set[str], surfaces: Mapping[Form, Counter[str]], reason: Mapping[Form, str], base: str) -> Concept:
    label, key = home
    counts: Counter[str] = Counter()
    for form in names:
        counts.update(surfaces[label, form])
    name = preferred(counts)
    return Concept(
        iri=concept_iri(label, key, base),
        label=label,
        name=name,
        key=key,
        keys=tuple(sorted(names | {key})),
        aliases=tuple(sorted(set(counts) - {name})),
        merges=tuple(sorted((form, reason[label, form]) for form in names if (label, form) in reason)),
        direction=direction(key) if label == "Metric" else "",
    )
