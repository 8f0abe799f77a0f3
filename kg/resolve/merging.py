"""Rules that merge forms by decisions, curated aliases, letters, labels and shared clusters."""

__all__ = ["follow_aliases", "follow_cluster_names", "follow_decisions", "follow_labels", "follow_letters"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

from kg.model import Decision
from kg.resolve.curated import aliases, canonical
from kg.resolve.forms import Form, Forms, letters, most

_MINOR = 0.25  # share of the papers that use a name; a rarer label is an error
_FEW = 10  # papers


def follow_decisions(forms: Forms, decisions: Iterable[Decision]) -> None:
    """Apply the splits and merges of people, whatever the labels."""
    named: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        named[form.name].append(form)
    ordered = sorted(decisions)
    for _, name, other in (each for each in ordered if each.kind == "split"):
        for pair in product(named[name], named[other]):
            forms.keep_apart(*pair)
    for _, name, other in (each for each in ordered if each.kind == "merge"):
        if named[other]:
            best = max(named[other], key=lambda form: (forms.papers[form], form))
            for form in named[name]:
                forms.follow(form, best, "merged by hand")


def follow_aliases(forms: Forms, senses: Mapping[Form, Counter[Form]]) -> None:
    """Let curated aliases follow their canonical names, under any label if they are curated under one only.

    An abbreviation that most papers define otherwise is left alone.
    """
    curated: dict[str, set[Form]] = defaultdict(set)
    for known in (*aliases(), *canonical()):
        curated[known.name].add(known)
    for form in forms:
        candidates = {form} if form in aliases() else curated.get(form.name, set())
        if len(candidates) == 1:
            (known,) = candidates
            target = aliases().get(known, known)
            counts = senses.get(form, Counter[Form]())
            agreeing = sum(
                papers for sense, papers in counts.items() if aliases().get(sense, sense).name == target.name
            )
            if target != form and 2 * agreeing >= counts.total():
                forms.follow(
                    form, target, "curated alias" if known == form else f"a {known.label} by common knowledge"
                )


def follow_letters(forms: Forms) -> None:
    """Let forms of the same label and letters follow the most used of them (`pre trained`, `pretrained`)."""
    alike: dict[Form, list[Form]] = defaultdict(list)
    for form in forms:
        alike[Form(form.label, letters(form.name))].append(form)
    for same in alike.values():
        best = max(
            same, key=lambda form: (form in canonical(), forms.papers[form], form.name.count(" "), form)
        )
        for form in same:
            if form not in canonical():
                forms.follow(form, best, "same letters")


def follow_labels(forms: Forms, senses: Mapping[Form, Counter[Form]]) -> None:
    """Let forms with the same letters follow the one with the most frequent label.

    A Dataset or Metric stays apart from another label if it is frequent enough, and so does an abbreviation
    with different meanings under the two labels.
    """
    alike: dict[str, Counter[Form]] = defaultdict(Counter)
    for form in forms:
        best = forms.find(form.label, form.name) or form
        alike[letters(form.name)][best] += forms.papers[form]
    for _, counts in sorted(alike.items()):
        best = max(counts, key=lambda form: (counts[form], form))
        for form in sorted(counts):
            close = (
                {form.label, best.label} == {"Task", "Method"}
                or counts[form] < max(_FEW, _MINOR * counts.total())
                or _proper(forms.written(form))
            )
            if form.label != best.label and close and not _disagree(senses.get(form), senses.get(best)):
                forms.follow(form, best, f"a {best.label} in {counts[best]} of {counts.total()} papers")


def _proper(written: str) -> bool:
    """Return whether a spelling is a proper name, such as SQuAD: one mixed-case word."""
    return (
        " " not in written
        and any(map(str.isupper, written[1:]))
        and any(map(str.islower, written.rstrip("s")))
    )


def _disagree(one: Counter[Form] | None, other: Counter[Form] | None) -> bool:
    """Return whether the most frequent senses of two abbreviations are different names."""
    if not one or not other:
        return False
    return most(one)[0].name != most(other)[0].name


def follow_cluster_names(forms: Forms, canonical_forms: list[Form]) -> None:
    """Let names that never decide a cluster follow the concept of most of their clusters.

    `canonical_forms` are the deciding forms of the clusters. A name without a majority stays without a
    concept.
    """
    deciding = {forms.root(form) for form in canonical_forms}
    concepts_of: dict[Form, Counter[Form]] = defaultdict(Counter)
    for (_, _, of_cluster), best in zip(forms.clusters, canonical_forms, strict=True):
        for root in {forms.root(form) for form in of_cluster} - deciding:
            concepts_of[root][forms.root(best)] += 1
    for root, counts in sorted(concepts_of.items()):
        best, papers = most(counts)
        if 2 * papers > counts.total():
            forms.follow(root, best, f"so called in {papers} of {counts.total()} papers")
