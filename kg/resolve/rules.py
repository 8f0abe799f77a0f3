"""What makes two forms one name: rules on spelling and words, each of which lets some forms follow others."""

__all__ = ["GENERIC", "follow_judgements", "follow_letters", "follow_order", "follow_types", "follow_without_head", "follow_words"]

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kg.model import Judgement
from kg.resolve.aliases import words
from kg.resolve.forms import Form, Forms, letters

_HEADS = {
    "Method": frozenset(
        "algorithm approach architecture framework layer mechanism method methodology model module network objective procedure "
        "process strategy system technique transformer".split()
    ),
    "Dataset": frozenset("benchmark collection corpora corpus data dataset set suite testset treebank".split()),
    "Task": frozenset("challenge problem setting system task".split()),
    "Metric": frozenset("measure metric point score value".split()),
}
GENERIC = frozenset().union(*_HEADS.values(), ("construction",))
"""Words at the end of a name that say only what kind of thing it is."""

_LIGHT = frozenset(
    "algorithm approach layer method model module network objective procedure process technique".split()
)  # of methods: heads that say the least
_ORDERED = frozenset("of the a an and for in on with to by from as at via using vs".split())  # words beside which order matters
_ADJECTIVES = ("al", "ic", "ive", "ent", "ous", "ary", "ing", "ed")  # ends of words that want a noun
_AVERAGES = frozenset("average averaged avg f f1 measure score".split())
_MINOR = 0.25  # of the papers that use a name; a label that fewer give it is a slip
_FEW = 10  # papers


def follow_judgements(forms: Forms, judgements: Iterable[Judgement]) -> None:
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


def follow_letters(forms: Forms, canonical: frozenset[Form]) -> None:
    """Let forms of the same label and letters follow the most used of them (`pre trained`, `pretrained`)."""
    alike: dict[Form, list[Form]] = defaultdict(list)
    for form in forms:
        alike[Form(form.label, letters(form.name))].append(form)
    for found in alike.values():
        best = max(found, key=lambda form: (form in canonical, forms.papers[form], form.name.count(" "), form))
        for form in found:
            if form not in canonical:
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
            close = {form.label, best.label} == {"Task", "Method"} or counts[form] < max(_FEW, _MINOR * counts.total())
            if form.label != best.label and close and not _disagree(senses.get(form), senses.get(best)):
                forms.follow(form, best, f"a {best.label} in {counts[best]} of {counts.total()} papers")


def _disagree(one: Counter[Form] | None, other: Counter[Form] | None) -> bool:
    """Return whether the most frequent senses of two abbreviations are different names."""
    if not one or not other:
        return False
    return min(one, key=lambda form: (-one[form], form)).name != min(other, key=lambda form: (-other[form], form)).name


def follow_without_head(forms: Forms, canonical: frozenset[Form]) -> None:
    """Let names that end with a generic word follow the name without it (`BERT model`), where that is in use for the same."""
    for form in forms:
        rest, _, head = form.name.rpartition(" ")
        if head not in _HEADS.get(form.label, ()) or form in canonical:
            continue
        short = forms.find(form.label, rest)
        if short is not None and _says_all(forms, form, short, head):
            forms.follow(form, short, f"without the generic word {head!r}")


def _says_all(forms: Forms, form: Form, short: Form, head: str) -> bool:
    """Return whether a name means the same without its head: what it is called (BERT), or in use so by itself."""
    written, many, all_ = forms.written(short), forms.papers[short], forms.papers[form]
    named = any(c.isupper() or c.isdigit() for c in written[1:])
    length = short.name.count(" ") + 1
    if short.label == "Method":
        if named or short.name.endswith(" based"):
            return True
        if head == "network" and short.name.endswith(_ADJECTIVES):
            return False
        if head == "transformer":
            return False
        if head in _LIGHT:
            return many >= max(2, 0.15 * all_) if length > 1 else many >= max(20, 2 * all_)
        return many > 2 and length > 2
    if short.label == "Dataset":
        return named or many > 1
    if short.label == "Metric" and head == "score":
        return many > 1
    return many >= 0.2 * all_ and (head != "system" or length > 1)


def follow_words(forms: Forms, canonical: frozenset[Form]) -> None:
    """Let names follow others of the same meaning: by the table of words, a network that is neural or not, averages of F1."""
    for form in forms:
        if form not in canonical:
            for name, why in _reworded(forms, form):
                other = forms.find(form.label, name)
                if other is not None and other != form:
                    forms.follow(form, other, why)
                    break


def _reworded(forms: Forms, form: Form) -> Iterator[tuple[str, str]]:
    found = form.name.split()
    known = words()
    yield " ".join(known.get(word, word) for word in found), "the same in other words"
    if form.label == "Method" and found[-1:] == ["network"] and len(found) > 2:
        bare = " ".join(word for word in found[:-1] if word != "neural")
        other = f"{bare} network" if "neural" in found else f"{bare} neural network"
        one, two = forms.papers[form], forms.papers[Form(form.label, other)]
        if (one, form.name) < (two, other) and one + two >= _FEW:
            yield other, "a neural network"
    if form.label == "Metric" and not {"f", "f1"}.isdisjoint(found):
        yield " ".join((*sorted(set(found) - _AVERAGES), "f1")), "the same average"
    if form.label in ("Task", "Method") and len(found) > 1 and found[0].endswith("ing"):
        other = " ".join((*found[1:], found[0]))
        if forms.papers[Form(form.label, other)] > forms.papers[form]:
            yield other, "the same words"


def follow_order(forms: Forms) -> None:
    """Let methods and metrics whose words before the last are in another order follow the most used, unless small words order them."""
    alike: dict[Form, list[Form]] = defaultdict(list)
    for form in forms:
        found = form.name.split()
        if form.label in ("Method", "Metric") and len(found) > 1 and _ORDERED.isdisjoint(found):
            alike[Form(form.label, " ".join((*sorted(found[:-1]), found[-1])))].append(form)
    for same in alike.values():
        best = max(same, key=lambda form: (forms.papers[form], form))
        for form in same:
            forms.follow(form, best, "the same words")
