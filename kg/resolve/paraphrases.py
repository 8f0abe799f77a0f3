"""Names of one thing in other words: rules on the words of normal forms, each of which lets some forms follow others."""

__all__ = ["GENERIC", "ORDERED", "follow_clipped", "follow_gist", "follow_without_head", "follow_words", "gist"]

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from kg.resolve.curated import canonical, words
from kg.resolve.forms import Form, Forms, letters

_HEADS = {
    "Method": frozenset(
        "algorithm approach architecture code formulation framework function mechanism method methodology model module network "
        "paradigm pipeline primitive problem procedure process protocol scheme setting strategy system technique workflow".split()
    ),
    "Dataset": frozenset("benchmark challenge collection corpus data dataset set suite testset treebank".split()),
    "Task": frozenset("challenge data estimation problem research setting system task".split()),
    "Metric": frozenset("coefficient footprint measure metric point score value".split()),
}
GENERIC = frozenset(
    "algorithm approach architecture benchmark challenge collection construction corpus data dataset framework layer measure "
    "mechanism method methodology metric model module network objective point problem procedure process score set setting strategy "
    "suite system task technique testset transformer treebank value".split()
)
"""Words at the end of a name that say only what kind of thing it is."""

_LIGHT = frozenset(
    "algorithm approach formulation framework method methodology model module network paradigm pipeline problem procedure process "
    "protocol scheme setting strategy system technique workflow".split()
)  # of methods: heads that say the least
_LONG = frozenset("data estimation research".split())  # of tasks: heads that say more of a single word
_OF_A_NAME = frozenset(
    "algorithm approach architecture code framework method methodology model network system technique".split()
)  # of methods: heads that say nothing beside a name of one word (BERT model)
_STEM = re.compile(
    r"(?<=....)(?:i[sz]ation|iz(?:ed|er|ing)|ize|itional|ation(?:al)?|itive|ative|ition|ional|ion|at(?:e|ed|ing|or)|ive|ment|ing|er|or|ed|e)$"
)
_KIND = {"Task": "Method"}  # labels that one name may have by chance
_TURNING = ("of", "over", "for", "on")
ORDERED = frozenset("of the a an and for in on over with to by from as at via using vs".split())
"""Words beside which the order of the others matters."""
_ADJECTIVES = ("al", "ic", "ive", "ent", "ous", "ary", "ing", "ed", "attention")  # ends of words that want a noun
_NO_MODEL = ("shot", "ing", "ed", "similarity", "reward")  # ends of what a model has or does, but is not
_AVERAGES = frozenset("average averaged avg f f1 measure score".split())
_FEW = 10  # papers
_OTHER_NETWORKS = frozenset("bayesian citation communication complex dense road semantic sensor social wireless".split())  # not neural
_FEWER = 0.15  # of the papers: names of one gist under another label that are so rare are slips
_MORE = 8  # times as many papers use the whole of a name as its clipped form
_MOST = 0.8  # of the papers whose names go on from a clipped form


@lru_cache(maxsize=65536)
def gist(label: str, name: str, stems: bool = True) -> str:
    """Return a normal form reduced to what tells it from others: by the table of words, stems only, no inner "based", in a fixed order.

    The words before the last come in the order of the alphabet, unless small words order them; `of`, `over`, `for` and `on` turn what
    is behind them to the front.
    """
    kept = _meant(label, _meant("*", name.split()))
    for small in _TURNING:
        if small in kept[1:-1] and ORDERED.intersection(kept) == {small}:
            at = kept.index(small)
            kept = kept[at + 1 :] + kept[:at]
    if stems and len(kept) > 1:
        kept = [word if {("*", word), (label, word)} & words().keys() else _STEM.sub("", word) for word in kept]
    if len(kept) > 2 and kept[0] == "learn":
        del kept[0]
    kept = [word for place, word in enumerate(kept) if word != "based" or place in (0, len(kept) - 1)]
    if label != "Dataset" and len(kept) > 1 and ORDERED.isdisjoint(kept):
        kept = [*sorted(kept[:-1]), kept[-1]]
    return " ".join(kept) or name


@cache
def _first_words(label: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for of, phrase in words() if of == label)


def _meant(label: str, found: list[str]) -> list[str]:
    """Return words with those of the table for a label replaced, longer phrases first; a phrase that is the whole name stays."""
    if _first_words(label).isdisjoint(found):
        return found
    known, kept, at = words(), list[str](), 0
    while at < len(found):
        for length in range(min(3, len(found) - at), 0, -1):
            phrase = " ".join(found[at : at + length])
            meant = known.get((label, phrase))
            if 1 < length == len(found) and meant != phrase:
                continue
            if meant is not None or length == 1:
                kept += [found[at]] if meant is None else meant.split()
                at += length
                break
    return kept


def follow_gist(forms: Forms) -> None:
    """Let forms of one gist follow the most used of them: tasks and methods in the same words, whatever their label; else of one label.

    A gist of stems joins only what has one label in the end, slips aside: an object detector is a method, object detection a task.
    """
    for stems in (False, True):
        alike: dict[Form, list[Form]] = defaultdict(list)
        for form in forms:
            alike[Form(_KIND.get(form.label, form.label), letters(gist(form.label, form.name, stems)))].append(form)
        for same in alike.values():
            best = max(same, key=lambda form: (form in canonical(), forms.papers[form], form))
            label = forms.root(best).label
            other = sum(forms.papers[form] for form in same if forms.root(form).label != label)
            slips = other < _FEWER * sum(forms.papers[form] for form in same)
            for form in same:
                decided = form.label != best.label and forms.find(best.label, form.name) is not None  # which label it has
                close = not stems or forms.root(form).label == label or (slips and _last(form) == _last(best))
                if form not in canonical() and close and not decided:
                    forms.follow(form, best, "the same in other words")


def _last(form: Form) -> str:
    return form.name.rpartition(" ")[2]


def follow_words(forms: Forms) -> None:
    """Let names follow others of the same meaning: a network that is neural or not, averages of F1, a gerund before or behind."""
    for form in forms:
        if form not in canonical():
            for name, why in _reworded(forms, form):
                other = forms.find(form.label, name)
                if other is not None and other != form:
                    forms.follow(form, other, why)
                    break


def _reworded(forms: Forms, form: Form) -> Iterator[tuple[str, str]]:
    found = form.name.split()
    if form.label == "Method" and found[-1:] == ["network"] and len(found) > 1 and found[0] != "neural":
        bare = " ".join(word for word in found[:-1] if word != "neural")
        other = f"{bare} network" if "neural" in found else f"{bare} neural network"
        one, two = forms.papers[form], forms.papers[Form(form.label, other)]
        if (one, form.name) < (two, other) and one + two >= _FEW and _OTHER_NETWORKS.isdisjoint(found):
            yield other, "a neural network"
    if form.label == "Metric" and not {"f", "f1"}.isdisjoint(found):
        yield " ".join((*sorted(set(found) - _AVERAGES), "f1")), "the same average"
    if form.label in ("Task", "Method") and len(found) > 1 and found[0].endswith("ing") and found[-1] not in GENERIC:
        verb = found[0].removesuffix("ing")
        for turned in forms.ending(form.label, " ".join(found[1:])):
            if _last(turned).startswith(verb[:6]) and forms.papers[turned] > forms.papers[form]:
                yield turned.name, "the same words"


def follow_without_head(forms: Forms) -> None:
    """Let names that end with a generic word follow the name without it (`BERT model`), where that is in use for the same."""
    for form in forms:
        rest, _, head = form.name.rpartition(" ")
        if head not in _HEADS.get(form.label, ()):
            continue
        short = forms.find(form.label, rest)
        if short is not None and _says_all(forms, form, short, head):
            one, other = (short, form) if form in canonical() else (form, short)
            forms.follow(one, other, f"without the generic word {head!r}" if one is form else f"with the generic word {head!r}")


def follow_clipped(forms: Forms) -> None:
    """Let names that lack their last word follow the whole: where most names that go on from there do so with one word, and far more often.

    `Markov decision` is followed by `process` nearly always, so that it means no more than `Markov decision process`.
    """
    for form in forms:
        longer = forms.ending(*form)
        most = forms.papers[longer[0]] if longer and " " in form.name else 0
        if most >= _MORE * forms.papers[form] and most >= _MOST * sum(forms.papers[other] for other in longer):
            forms.follow(form, longer[0], "the same, clipped")


def _says_all(forms: Forms, form: Form, short: Form, head: str) -> bool:
    """Return whether a name means the same without its head: what it is called (BERT), or in use so by itself."""
    written, many, all_ = forms.written(short), forms.papers[short], forms.papers[form]
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
            return many >= max(2, 0.03 * all_) if length > 1 else many >= max(20, 2 * all_)
        return many > 2 and (length > 2 or (length > 1 and many > all_))
    if short.label == "Dataset":
        return named or many > 1
    if short.label == "Metric" and head == "score":
        return many > 1
    return many >= 0.2 * all_ and (head != "system" or length > 1) and (head not in _LONG or length > 1)
