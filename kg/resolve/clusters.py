"""Merge the clusters of all papers into concepts.

A cluster's forms all mean one thing in its paper; its canonical form is the longest one (an abbreviation is never canonical beside its long
form). Between papers, forms follow each other by rules that each give a reason. The outcome depends on the set of clusters only,
never on their order.
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
from kg.resolve.merging import follow_aliases, follow_company, follow_judgements, follow_letters, follow_types
from kg.resolve.metrics import direction
from kg.resolve.paraphrases import follow_clipped, follow_gist, follow_without_head, follow_words


def resolve(clusters: Iterable[tuple[str, Cluster]], base: str = DEFAULT_BASE, judgements: Iterable[Decision] = ()) -> Resolution:
    """Return the concepts behind (paper id, cluster) pairs.

    Merges come in the order of docs/resolution.md, the strongest first; a form that follows another one is not asked again. Every merge is
    named in `Concept.merges`. What a decision keeps apart is never joined.
    """
    forms = Forms(clusters)
    follow_judgements(forms, judgements)
    known = senses(forms)
    follow_aliases(forms, known)
    follow_letters(forms)
    follow_types(forms, known)
    follow_gist(forms)
    follow_words(forms)
    follow_without_head(forms)
    follow_clipped(forms)
    follow_senses(forms, known)
    follow_written_out(forms)
    disputed = follow_senses(forms, known)

    led = [_canonical(found, forms) for _, _, found in forms.clusters]
    follow_company(forms, led)
    meant = {home for form in led if (home := forms.root(form)).name not in generic()}
    members: dict[Form, set[Form]] = defaultdict(set)
    for form in forms:
        if (home := forms.root(form)) in meant:
            members[home].add(form)
    refs = {home: NodeRef(home.label, concept_iri(home.label, home.name, base)) for home in members}
    concepts = {home: _concept(home, found, forms, refs[home].iri) for home, found in members.items()}
    places = [(paper, key, home) for (paper, key, _), form in zip(forms.clusters, led, strict=True) if (home := forms.root(form)) in refs]
    first: dict[Form, tuple[str, str]] = {}
    for paper, key, home in places:
        first[home] = min((paper, key), first.get(home, (paper, key)))
    return Resolution(
        tuple(sorted(concepts.values(), key=lambda concept: concept.iri)),
        {(paper, key): refs[home] for paper, key, home in places},
        tuple(
            (forms.written(short), forms.written(long), papers)
            for short, counts in sorted(disputed.items())
            for long, papers in sorted(counts.items(), key=lambda sense: (-sense[1], sense[0]))
        ),
        tuple(name_relations(forms, refs, {home: concept.name for home, concept in concepts.items()}, first)),
    )


def _canonical(found: Iterable[Form], forms: Forms) -> Form:
    """Return the form that says which concept a cluster is: the longest, no abbreviation where there is another."""
    return max(found, key=lambda form: (not is_short(forms.written(form)), form.name.count(" "), len(form.name), form))


def _concept(home: Form, found: set[Form], forms: Forms, iri: str) -> Concept:
    counts: Counter[str] = Counter()
    for form in found:
        counts.update(forms.spellings[form])
    name = preferred(counts)
    return Concept(
        iri=iri,
        label=home.label,
        name=name,
        key=home.name,
        keys=tuple(sorted({form.name for form in found} | {home.name})),
        aliases=tuple(sorted(set(counts) - {name})),
        merges=tuple(sorted((form.name, why) for form in found if (why := forms.reason(form)) is not None and form.name != home.name)),
        direction=direction(home.name, (form.name for form in found)) if home.label == "Metric" else "",
    )
