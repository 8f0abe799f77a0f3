"""Merge the clusters of all papers into concepts.

The forms of a cluster mean one concept in their paper; the canonical one is the longest (never an
abbreviation if there is a long form). Across papers, forms follow each other by rules that each give a
reason. The outcome depends only on the set of clusters, not on their order.
"""

__all__ = ["resolve"]

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.ids import DEFAULT_BASE, concept_iri
from kg.model import Cluster, Concept, Decision, NodeRef, Resolution
from kg.names import preferred
from kg.resolve.abbreviations import follow_senses, follow_written_out, is_short, senses
from kg.resolve.curated import generic
from kg.resolve.families import name_relations
from kg.resolve.forms import Form, Forms
from kg.resolve.merging import (
    follow_aliases,
    follow_cluster_names,
    follow_decisions,
    follow_labels,
    follow_letters,
)
from kg.resolve.metrics import direction
from kg.resolve.paraphrases import follow_clipped, follow_paraphrases, follow_without_head, follow_words


def resolve(
    clusters: Iterable[tuple[str, Cluster]], base: str = DEFAULT_BASE, decisions: Iterable[Decision] = ()
) -> Resolution:
    """Return the concepts of (paper id, cluster) pairs.

    Rules apply in the order of docs/resolution.md, the strongest first; a form that follows another one takes
    no further part. `Concept.merges` gives the reason for each merge. Names split by a decision are never
    joined.
    """
    forms = Forms(clusters)
    follow_decisions(forms, decisions)
    known = senses(forms)
    follow_aliases(forms, known)
    follow_letters(forms)
    follow_labels(forms, known)
    follow_paraphrases(forms)
    follow_words(forms)
    follow_without_head(forms)
    follow_clipped(forms)
    follow_senses(forms, known)
    follow_written_out(forms)
    disputed = follow_senses(forms, known)

    canonical = [_canonical(of_cluster, forms) for _, _, of_cluster in forms.clusters]
    follow_cluster_names(forms, canonical)
    specific = {home for form in canonical if (home := forms.root(form)).name not in generic()}
    members: dict[Form, set[Form]] = defaultdict(set)
    for form in forms:
        if (home := forms.root(form)) in specific:
            members[home].add(form)
    refs = {home: NodeRef(home.label, concept_iri(home.label, home.name, base)) for home in members}
    concepts = {home: _concept(home, merged, forms, refs[home].iri) for home, merged in members.items()}
    pairs = zip(forms.clusters, canonical, strict=True)
    uses = [(paper, key, home) for (paper, key, _), form in pairs if (home := forms.root(form)) in refs]
    first: dict[Form, tuple[str, str]] = {}
    for paper, key, home in uses:
        first[home] = min((paper, key), first.get(home, (paper, key)))
    return Resolution(
        tuple(sorted(concepts.values(), key=lambda concept: concept.iri)),
        {(paper, key): refs[home] for paper, key, home in uses},
        tuple(
            (forms.written(short), forms.written(long), papers)
            for short, counts in sorted(disputed.items())
            for long, papers in sorted(counts.items(), key=lambda sense: (-sense[1], sense[0]))
        ),
        tuple(name_relations(forms, refs, {home: concept.name for home, concept in concepts.items()}, first)),
    )


def _canonical(of_cluster: Iterable[Form], forms: Forms) -> Form:
    """Return the form that decides the concept of a cluster: the longest, preferably no abbreviation."""
    return max(
        of_cluster,
        key=lambda form: (not is_short(forms.written(form)), form.name.count(" "), len(form.name), form),
    )


def _concept(home: Form, merged: set[Form], forms: Forms, iri: str) -> Concept:
    counts: Counter[str] = Counter()
    for form in merged:
        counts.update(forms.spellings[form])
    name = preferred(counts)
    return Concept(
        iri=iri,
        label=home.label,
        name=name,
        key=home.name,
        keys=tuple(sorted({form.name for form in merged} | {home.name})),
        aliases=tuple(sorted(set(counts) - {name})),
        merges=tuple(
            sorted(
                (form.name, reason)
                for form in merged
                if (reason := forms.reason(form)) is not None and form.name != home.name
            )
        ),
        direction=direction(home.name, (form.name for form in merged)) if home.label == "Metric" else "",
    )
