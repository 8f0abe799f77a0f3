"""Abbreviations across papers: what a short form means where no long form stands beside it."""

__all__ = ["abbreviates", "follow_senses", "follow_written_out", "is_short", "senses"]

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from kg.resolve.curated import canonical
from kg.resolve.forms import Form, Forms, most
from kg.resolve.paraphrases import GENERIC

_AGREEMENT = 2 / 3  # of the papers that define a short form must mean the same
_RARE = 2  # papers; a short form that no more use may be defined by one of them alone
_VAGUE = 2  # letters; so few mean many things
_LONGEST = 12  # letters of a short form
_SMALL = frozenset("of the a an and for in on with to by from as at via using &".split())


def is_short(written: str) -> bool:
    """Return whether a spelling looks like an abbreviation: one word with two capitals at least."""
    return " " not in written and len(written) <= _LONGEST and sum(map(str.isupper, written.rstrip("s"))) > 1


@lru_cache(maxsize=65536)
def abbreviates(short: str, long: str) -> bool:
    """Return whether the letters of a short form are the first letters, and perhaps some more, of the words of a long one, in order.

    Both are normal forms. Small words may be left out, generic ones at the end, and one other word where there are three letters.
    """
    wanted, words = [c for c in short if c.isalnum()], long.split()

    @cache
    def fits(letter: int, word: int, spare: int) -> bool:
        if letter == len(wanted):
            return all(rest in _SMALL or rest in GENERIC for rest in words[word:])
        if word == len(words):
            return False
        text = words[word]
        if word and ((text in _SMALL and fits(letter, word + 1, spare)) or (spare and fits(letter, word + 1, spare - 1))):
            return True
        at = 0 if text[0] == wanted[letter] else -1
        while at >= 0:
            letter += 1
            if fits(letter, word + 1, spare):
                return True
            at = text.find(wanted[letter], at + 1) if letter < len(wanted) else -1
        return False

    return len(words) > 1 and len(wanted) > 1 and fits(0, 0, 1 if len(wanted) > 2 else 0)


def senses(forms: Forms) -> Mapping[Form, Counter[Form]]:
    """Return for each short form the long forms that papers give it, with the number of papers."""
    found: dict[Form, Counter[Form]] = defaultdict(Counter)
    for _, _, of_cluster in forms.clusters:
        for short in of_cluster:
            if " " not in short.name and is_short(forms.written(short)):
                long = [form for form in of_cluster if " " in form.name and abbreviates(short.name, form.name)]
                if long:
                    found[short][max(long, key=lambda form: (forms.papers[form], form))] += 1
    return found


def follow_senses(forms: Forms, known: Mapping[Form, Counter[Form]]) -> dict[Form, Counter[Form]]:
    """Let each short form follow the long form that most of the papers that define it mean; return those on which they disagree.

    What papers mean under the label of the short form counts first, then what they mean under any.
    """
    anywhere: dict[str, Counter[Form]] = defaultdict(Counter)
    for short, counts in known.items():
        anywhere[short.name].update(counts)
    disputed = {}
    for short in forms:
        if forms.follows(short) or short.name not in anywhere or not is_short(forms.written(short)):
            continue
        own, any_ = (_roots(forms, counts) for counts in (known.get(short, Counter[Form]()), anywhere[short.name]))
        for counts in (own, any_):
            if (long := _agreed(forms, short, counts)) is not None:
                forms.follow(short, long, f"defined so in {counts[long]} of {counts.total()} papers that define it")
                break
        else:
            if len(any_) > 1:
                disputed[short] = own if len(own) > 1 else any_
    return disputed


def _roots(forms: Forms, counts: Counter[Form]) -> Counter[Form]:
    found = Counter[Form]()
    for form, papers in counts.items():
        found[forms.root(form)] += papers
    return found


def _agreed(forms: Forms, short: Form, counts: Counter[Form]) -> Form | None:
    """Return the sense on which enough papers agree: two at least, or the only one where hardly any other uses a form that is not vague."""
    if not counts:
        return None
    long, papers = most(counts)
    rare = forms.papers[short] <= _RARE and len(short.name) > _VAGUE
    return long if papers >= _AGREEMENT * counts.total() and (papers > 1 or rare) else None


def follow_written_out(forms: Forms) -> None:
    """Let names with an abbreviation in them follow those that write it out, or the reverse: whichever fewer papers use follows."""
    long_of = {
        short.name: root.name
        for short in forms
        if " " not in short.name and is_short(forms.written(short)) and (root := forms.root(short)) != short and " " in root.name
    }
    for form in forms:
        words = form.name.split()
        if len(words) > 1 and not long_of.keys().isdisjoint(words):
            other = forms.find(form.label, " ".join(long_of.get(word, word) for word in words))
            if other is not None and forms.root(other) != forms.root(form):
                one, two = sorted((forms.root(form), forms.root(other)), key=lambda each: (each in canonical(), forms.papers[each], each))
                forms.follow(one, two, "an abbreviation written out")
