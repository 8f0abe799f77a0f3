"""Merge the clusters of all papers into concepts.

A cluster's forms all mean one thing in its paper; its canonical form is the longest one (an abbreviation is never canonical beside its long
form). Between papers, forms follow each other by rules that each give a reason. The outcome depends on the set of clusters only,
never on their order.
"""

__all__ = ["resolve"]

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.ids import DEFAULT_BASE, concept_iri
from kg.model import Cluster, Concept, Judgement, NodeRef, Resolution
from kg.names import preferred
from kg.resolve.abbreviations import follow_senses, follow_written_out, is_short, senses
from kg.resolve.aliases import curated
from kg.resolve.forms import Form, Forms
from kg.resolve.metrics import direction
from kg.resolve.rules import follow_judgements, follow_letters, follow_order, follow_types, follow_without_head, follow_words


def resolve(clusters: Iterable[tuple[str, Cluster]], base: str = DEFAULT_BASE, judgements: Iterable[Judgement] = ()) -> Resolution:
    """Return the concepts behind (paper id, cluster) pairs.

    Merges are, in this order of strength: equal normal forms; what people decided; the curated aliases; the same letters; one label for a
    name; the same words; a generic word more or less; what papers define an abbreviation to mean; and abbreviations within names. Every
    merge is named in `Concept.merges`.
    """
    forms = Forms(clusters)
    follow_judgements(forms, judgements)
    canonical = frozenset(Form(label, name) for (label, _), name in curated().items())
    for (label, alias), name in sorted(curated().items()):
        if Form(label, alias) in forms:
            forms.follow(Form(label, alias), Form(label, name), "curated alias")
    follow_letters(forms, canonical)
    known = senses(forms)
    follow_types(forms, known)
    follow_words(forms, canonical)
    follow_without_head(forms, canonical)
    follow_order(forms)
    disputed = follow_senses(forms, known)
    follow_written_out(forms, canonical)

    members: dict[Form, set[Form]] = defaultdict(set)
    for form in forms:
        members[forms.root(form)].add(form)
    refs = {home: NodeRef(home.label, concept_iri(home.label, home.name, base)) for home in members}
    concepts = [_concept(home, found, forms, refs[home].iri) for home, found in members.items()]
    return Resolution(
        tuple(sorted(concepts, key=lambda concept: concept.iri)),
        {(paper, key): refs[forms.root(_canonical(found, forms))] for paper, key, found in forms.clusters},
        tuple(
            (forms.written(short), forms.written(long), papers)
            for short, counts in sorted(disputed.items())
            for long, papers in sorted(counts.items(), key=lambda sense: (-sense[1], sense[0]))
        ),
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
        direction=direction(home.name) if home.label == "Metric" else "",
    )
