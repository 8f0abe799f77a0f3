"""Paraphrases: rules on the words of normal forms that let some forms follow others."""

__all__ = [
    "GENERIC",
    "ORDERED",
    "follow_clipped",
    "follow_paraphrases",
    "follow_without_head",
    "follow_words",
    "paraphrase_key",
]

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from kg.resolve.curated import canonical, words
from kg.resolve.forms import Form, Forms, letters

_HEADS = {
    "Method": frozenset(
        "algorithm approach architecture code formulation framework function mechanism method methodology "
        "model module network paradigm pipeline primitive problem procedure process protocol scheme setting "
        "strategy system technique workflow".split()
    ),
    "Dataset": frozenset(
        "benchmark challenge collection corpus data dataset set suite testset treebank".split()
    ),
    "Task": frozenset("challenge data estimation problem research setting system task".split()),
    "Metric": frozenset("coefficient footprint measure metric point score value".split()),
}
GENERIC = frozenset(
    "algorithm approach architecture benchmark challenge collection construction corpus data dataset "
    "framework layer measure mechanism method methodology metric model module network objective point "
    "problem procedure process score set setting strategy suite system task technique testset transformer "
    "treebank value".split()
)
"""Words at the end of a name that only say what type of thing it is."""

_LIGHT = frozenset(
    "algorithm approach formulation framework method methodology model module network paradigm pipeline "
    "problem procedure process protocol scheme setting strategy system technique workflow".split()
)  # of methods: the least specific heads
_LONG = frozenset("data estimation research".split())  # of tasks: heads that are specific after a single word
_OF_A_NAME = frozenset(
    "algorithm approach architecture code framework method methodology model network system technique".split()
)  # of methods: heads that add nothing to a one-word name (BERT model)
_STEM = re.compile(
    r"(?<=....)(?:i[sz]ation|iz(?:ed|er|ing)|ize|itional|ation(?:al)?|itive|ative|ition|ional|ion|at(?:e|ed|ing|or)|ive|ment|ing|er|or|ed|e)$"
)
_SAME_LABEL = {"Task": "Method"}  # labels that papers mix up
_TURNING = ("of", "over", "for", "on")
ORDERED = frozenset("of the a an and for in on over with to by from as at via using vs".split())
"""Words that make the order of the others significant."""
_ADJECTIVES = (
    "al",
    "ic",
    "ive",
    "ent",
    "ous",
    "ary",
    "ing",
    "ed",
    "attention",
)  # endings of words that need a noun
_NO_MODEL = ("shot", "ing", "ed", "similarity", "reward")  # endings of properties and actions of a model
_AVERAGES = frozenset("average averaged avg f f1 measure score".split())
_FEW = 10  # papers
_OTHER_NETWORKS = frozenset(
    "bayesian citation communication complex dense road semantic sensor social wireless".split()
)  # not neural
_FEWER = 0.15  # share of the papers; paraphrases under a rarer label are errors
_MORE = 8  # how many times as many papers must use the whole name as the clipped one
_MOST = 0.8  # share of the papers with longer names that must use the same one


@lru_cache(maxsize=65536)
def paraphrase_key(label: str, name: str, stems: bool = True) -> str:
    """Return the key that paraphrases of a normal form share: replaced, stemmed, sorted words.

    All words but the last are sorted, unless function words fix their order; the words after `of`, `over`,
    `for` and `on` move to the front.
    """
    kept = _replaced(label, _replaced("*", name.split()))
    for small in _TURNING:
        if small in kept[1:-1] and ORDERED.intersection(kept) == {small}:
            at = kept.index(small)
            kept = kept[at + 1 :] + kept[:at]
    if stems and len(kept) > 1:
        kept = [
            word if {("*", word), (label, word)} & words().keys() else _STEM.sub("", word) for word in kept
        ]
    if len(kept) > 2 and kept[0] == "learn":
        del kept[0]
    kept = [word for place, word in enumerate(kept) if word != "based" or place in (0, len(kept) - 1)]
    if label != "Dataset" and len(kept) > 1 and ORDERED.isdisjoint(kept):
        kept = [*sorted(kept[:-1]), kept[-1]]
    return " ".join(kept) or name


@cache
def _first_words(label: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for of, phrase in words() if of == label)


def _replaced(label: str, name_words: list[str]) -> list[str]:
    """Replace words by the table for a label, longer phrases first.

    A phrase that is the whole name is kept.
    """
    if _first_words(label).isdisjoint(name_words):
        return name_words
    known, kept, at = words(), list[str](), 0
    while at < len(name_words):
        for length in range(min(3, len(name_words) - at), 0, -1):
            phrase = " ".join(name_words[at : at + length])
            meant = known.get((label, phrase))
            if 1 < length == len(name_words) and meant != phrase:
                continue
            if meant is not None or length == 1:
                kept += [name_words[at]] if meant is None else meant.split()
                at += length
                break
    return kept


def follow_paraphrases(forms: Forms) -> None:
    """Let forms with one paraphrase key follow the most used of them, under one label or Task and Method.

    A key of stems only joins forms that end up with one label, apart from rare errors: an object detector is
    a method, object detection a task.
    """
    for stems in (False, True):
        alike: dict[Form, list[Form]] = defaultdict(list)
        for form in forms:
            alike[
                Form(
                    _SAME_LABEL.get(form.label, form.label),
                    letters(paraphrase_key(form.label, form.name, stems)),
                )
            ].append(form)
        for same in alike.values():
            best = max(same, key=lambda form: (form in canonical(), forms.papers[form], form))
            label = forms.root(best).label
            other = sum(forms.papers[form] for form in same if forms.root(form).label != label)
            slips = other < _FEWER * sum(forms.papers[form] for form in same)
            for form in same:
                label_known = form.label != best.label and forms.find(best.label, form.name) is not None
                close = not stems or forms.root(form).label == label or (slips and _last(form) == _last(best))
                if form not in canonical() and close and not label_known:
                    forms.follow(form, best, "the same in other words")


def _last(form: Form) -> str:
    return form.name.rpartition(" ")[2]


def follow_words(forms: Forms) -> None:
    """Let names follow paraphrases: with or without "neural", averages of F1, a gerund first or last."""
    for form in forms:
        if form not in canonical():
            for name, reason in _reworded(forms, form):
                other = forms.find(form.label, name)
                if other is not None and other != form:
                    forms.follow(form, other, reason)
                    break


def _reworded(forms: Forms, form: Form) -> Iterator[tuple[str, str]]:
    name_words = form.name.split()
    if (
        form.label == "Method"
        and name_words[-1:] == ["network"]
        and len(name_words) > 1
        and name_words[0] != "neural"
    ):
        bare = " ".join(word for word in name_words[:-1] if word != "neural")
        other = f"{bare} network" if "neural" in name_words else f"{bare} neural network"
        one, two = forms.papers[form], forms.papers[Form(form.label, other)]
        if (one, form.name) < (two, other) and one + two >= _FEW and _OTHER_NETWORKS.isdisjoint(name_words):
            yield other, "a neural network"
    if form.label == "Metric" and not {"f", "f1"}.isdisjoint(name_words):
        yield " ".join((*sorted(set(name_words) - _AVERAGES), "f1")), "the same average"
    if (
        form.label in ("Task", "Method")
        and len(name_words) > 1
        and name_words[0].endswith("ing")
        and name_words[-1] not in GENERIC
    ):
        verb = name_words[0].removesuffix("ing")
        for turned in forms.ending(form.label, " ".join(name_words[1:])):
            if _last(turned).startswith(verb[:6]) and forms.papers[turned] > forms.papers[form]:
                yield turned.name, "the same words"


def follow_without_head(forms: Forms) -> None:
    """Let names that end in a generic word (`BERT model`) follow the name without it if it means the same."""
    for form in forms:
        rest, _, head = form.name.rpartition(" ")
        if head not in _HEADS.get(form.label, ()):
            continue
        short = forms.find(form.label, rest)
        if short is not None and _means_same(forms, form, short, head):
            one, other = (short, form) if form in canonical() else (form, short)
            forms.follow(
                one,
                other,
                f"without the generic word {head!r}" if one is form else f"with the generic word {head!r}",
            )


def follow_clipped(forms: Forms) -> None:
    """Let clipped names follow the whole name, if most longer names are that one and it is far more frequent.

    `Markov decision` is nearly always followed by `process`, so it means `Markov decision process`.
    """
    for form in forms:
        longer = forms.ending(*form)
        most = forms.papers[longer[0]] if longer and " " in form.name else 0
        if most >= _MORE * forms.papers[form] and most >= _MOST * sum(
            forms.papers[other] for other in longer
        ):
            forms.follow(form, longer[0], "the same, clipped")


def _means_same(forms: Forms, form: Form, short: Form, head: str) -> bool:
    """Return whether a name means the same without its head: a proper name, or one in use by itself."""
    written, without, with_head = forms.written(short), forms.papers[short], forms.papers[form]
    named = any(c.isupper() or c.isdigit() for c in written[1:])
    length = short.name.count(" ") + 1
    if short.label == "Method":
        if short.name.endswith(" based"):
            return True
        if named and length == 1:
            return head in _OF_A_NAME
        if short.name.endswith({"network": _ADJECTIVES, "model": _NO_MODEL}.get(head, ())):
            return False
        if head in _LIGHT:
            return without >= max(2, 0.03 * with_head) if length > 1 else without >= max(20, 2 * with_head)
        return without > 2 and (length > 2 or (length > 1 and without > with_head))
    if short.label == "Dataset":
        return named or without > 1
    if short.label == "Metric" and head == "score":
        return without > 1
    return (
        without >= 0.2 * with_head and (head != "system" or length > 1) and (head not in _LONG or length > 1)
    )
