"""What makes two forms one name, whatever their words: what people decided, their letters, and the label that most papers give."""

__all__ = ["follow_aliases", "follow_company", "follow_judgements", "follow_letters", "follow_types"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

from kg.model import Decision
from kg.resolve.curated import aliases, canonical
from kg.resolve.forms import Form, Forms, letters, most

_MINOR = 0.25  # of the papers that use a name; a label that fewer give it is a slip
_FEW = 10  # papers


def follow_judgements(forms: Forms, judgements: Iterable[Decision]) -> None:
    """Keep apart the names that people split, and let those follow that they merged; a label plays no part."""
    named: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        named[form.name].append(form)
    decided = sorted(judgements)
    for _, name, other in (each for each in decided if each.kind == "split"):
        for pair in product(named[name], named[other]):
            forms.keep_apart(*pair)
    for _, name, other in (each for each in decided if each.kind == "merge"):
        if named[other]:
            best = max(named[other], key=lambda form: (forms.papers[form], form))
            for form in named[name]:
                forms.follow(form, best, "merged by hand")


def follow_aliases(forms: Forms, senses: Mapping[Form, Counter[Form]]) -> None:
    """Let curated aliases follow their canonical names, whatever label papers give them if they are curated under one only.

    What the papers themselves define an abbreviation to mean goes first: under another label, and where most mean something else by it.
    """
    curated: dict[str, set[Form]] = defaultdict(set)
    for known in (*aliases(), *canonical()):
        curated[known.name].add(known)
    for form in forms:
        places = {form} if form in aliases() else curated.get(form.name, set())
        if len(places) == 1:
            (known,) = places
            meant = aliases().get(known, known)
            counts = senses.get(form, Counter[Form]())
            agreeing = sum(papers for sense, papers in counts.items() if aliases().get(sense, sense).name == meant.name)
            if meant != form and 2 * agreeing >= counts.total():
                forms.follow(form, meant, "curated alias" if known == form else f"a {known.label} by common knowledge")


def follow_letters(forms: Forms) -> None:
    """Let forms of the same label and letters follow the most used of them (`pre trained`, `pretrained`)."""
    alike: dict[Form, list[Form]] = defaultdict(list)
    for form in forms:
        alike[Form(form.label, letters(form.name))].append(form)
    for found in alike.values():
        best = max(found, key=lambda form: (form in canonical(), forms.papers[form], form.name.count(" "), form))
        for form in found:
            if form not in canonical():
                forms.follow(form, best, "same letters")


def follow_types(forms: Forms, senses: Mapping[Form, Counter[Form]]) -> None:
    """Let forms of the same letters follow the one whose label most papers give them.

    A Dataset or Metric beside another label stays apart when it has its share of the papers, and so does an abbreviation that means
    something else under each label.
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
    """Return whether a spelling is a proper name, as BLiMP and SQuAD are: one word of large and small letters that is no abbreviation."""
    return " " not in written and any(map(str.isupper, written[1:])) and any(map(str.islower, written.rstrip("s")))


def _disagree(one: Counter[Form] | None, other: Counter[Form] | None) -> bool:
    """Return whether the most frequent senses of two abbreviations are different names."""
    if not one or not other:
        return False
    return most(one)[0].name != most(other)[0].name


def follow_company(forms: Forms, led: list[Form]) -> None:
    """Let names that no paper uses alone follow what most of their papers call so; `led` is the form that decides for each cluster.

    A name whose papers mean several things by it, each time beside another name, stays without a concept.
    """
    alone = {forms.root(form) for form in led}
    company: dict[Form, Counter[Form]] = defaultdict(Counter)
    for (_, _, found), best in zip(forms.clusters, led, strict=True):
        for root in {forms.root(form) for form in found} - alone:
            company[root][forms.root(best)] += 1
    for root, counts in sorted(company.items()):
        best, papers = most(counts)
        if 2 * papers > counts.total():
            forms.follow(root, best, f"so called in {papers} of {counts.total()} papers")
