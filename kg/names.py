"""Names of concepts: the normal form that decides identity, and the surface form that people read."""

__all__ = ["normal_form", "preferred", "readable"]

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_DASHES = re.compile(r"[‐-―−_/\-\s]+")
_WORDS = re.compile(r"[^\W_]+")
_OTHER = re.compile(r"[^\w\s+#.&@%*]|(?<!\w)[.&@%*]|[.&@%*](?!\w)")
_LETTER_SPACE_DIGIT = re.compile(r"(?<=[^\W\d_]) (?=\d)")
_ACRONYMS = re.compile(r"\b([A-Z][A-Z0-9]*[A-Z])s\b")  # plural acronyms: LMs, GANs
_ASIDE = re.compile(r"(?<=\w)[ \-]*\(([^()\s]{2,12})\)")
_ACCENTED = re.compile("([A-Za-z])[\u0300-\u036f]+")  # in other scripts an accent may make another word
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi "
        "omega".split(),
        strict=True,
    )
)
_LETTER = re.compile(
    "(?<![\u0370-\u03ff])[α-ρσ-ω](?![\u0370-\u03ff])"
)  # by itself: what is beside others is a word in Greek
_MARKUP = re.compile(r"[$*\\{}~`]")
_FORMATTING = re.compile(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf)?|math(?:bb|bf|cal|rm|it|sf|tt)|emph|mbox|underline|boldsymbol|bm|(?:em|bf|it|left|right)(?![a-z]))\s*"
)
_SYMBOLS = {
    **{name: letter for letter, name in _GREEK.items()},
    "ell": "ℓ",
    "times": "×",
    "to": "→",
    "infty": "∞",
}
_MACRO = re.compile(r"\\(?:var)?([A-Za-z]+)")
_EMPHASIS = re.compile(r"(?<!\w)\*+(\w(?:.*?\w)?)\*+(?!\w)|\*{2,}|(?<!\w)\*(?=\w)")  # but not the star of A*
_POSSESSIVE = re.compile(r"(?<=\w)['’`´]s\b")
_NOT_PLURAL = (
    "ss", "us", "is", "ics", "series", "species", "bayes", "bias", "gas", "atlas", "canvas", "alias",
    "pandas", "texas", "chaos", "cosmos", "macos", "ethos", "pathos",
)  # fmt: skip
_IRREGULAR = {
    "analyses": "analysis", "axes": "axis", "caches": "cache", "characteristics": "characteristic",
    "corpora": "corpus", "criteria": "criterion", "critics": "critic", "diagnoses": "diagnosis",
    "heuristics": "heuristic", "hypotheses": "hypothesis", "indices": "index", "matrices": "matrix",
    "metrics": "metric", "niches": "niche", "phenomena": "phenomenon", "syntheses": "synthesis",
    "theses": "thesis", "topics": "topic", "vertices": "vertex",
}  # fmt: skip
# British endings and their American forms; "-our" and "-ise" only where the word is no other one (four,
# noise)
_BRITISH = (
    (re.compile(r"isation(s?)$"), r"ization\1"),
    (re.compile(r"(?<=[rmlnt])is(e|ed|ing|er|ers)$"), r"iz\1"),
    (
        re.compile(r"(mode|labe|trave|cance|signa|counse|channe|leve|tunne|unrave|marsha)ll(ed|ing|er)(s?)$"),
        r"\1l\2\3",
    ),
    (re.compile(r"(behavi|col|fav|lab|neighb|hum|rum|hon)our"), r"\1or"),
    (re.compile(r"(?<=.)ogue(s?)$"), r"og\1"),
    (re.compile(r"^(cent|met|fib|theat)re(s?)$"), r"\1er\2"),
)
_NOT_BRITISH = re.compile(
    r"(?:prom|prem|surpr|exerc|adv|superv|rev|telev|compr|franch|enterpr|expert|treat)is|(?:concise|precise|likewise)$"
)


def _singular(word: str) -> str:
    """Return the singular of a word, by spelling alone."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_NOT_PLURAL) or not word[-2].isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "shes", "ches")):
        return word[:-2]
    return word[:-1]


def _american(word: str) -> str:
    """Return the American spelling of a word."""
    if len(word) < 6 or _NOT_BRITISH.match(word):
        return word
    for ending, other in _BRITISH:
        if ending.search(word):
            return ending.sub(other, word)
    return word


def _without_aside(match: re.Match[str]) -> str:
    """Drop an abbreviation in parentheses after its long form, but no other parentheses."""
    words, short = _WORDS.findall(match.string[: match.start()]), match[1].rstrip("s")
    first = {word[0].casefold() for word in words[-len(short) :]}
    looks_short = sum(map(str.isupper, short)) > 1 or any(map(str.isdigit, short[1:]))
    return (
        ""
        if len(words) > 1 and looks_short and {short[0].casefold(), words[-1][0].casefold()} <= first
        else match[0]
    )


def _symbol(match: re.Match[str]) -> str:
    """Return the sign that a macro of TeX stands for, a capital where it begins with one, else its name."""
    sign = _SYMBOLS.get(match[1].lower())
    return match[1] if sign is None else sign.upper() if match[1][0].isupper() else sign


def readable(name: str) -> str:
    r"""Return a name without the marks of Markdown and TeX (`**`, `$`, `\textbf{`); a name of nothing but marks stays as it is."""
    if not _MARKUP.search(name):
        return name
    text = re.sub(r"[$\\{}`]|''", "", _MACRO.sub(_symbol, _FORMATTING.sub("", name)))
    return " ".join(_EMPHASIS.sub(r"\1", text).replace("~", " ").split()) or name


def _spelled(match: re.Match[str]) -> str:
    """Return the name of a Greek letter, apart from letters around it: β-VAE, βVAE and beta-VAE are one."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isalnum() else ''}{_GREEK[match[0]]}{' ' if after.isalpha() else ''}"


@lru_cache(maxsize=65536)
def normal_form(name: str) -> str:
    """Return the normal form of a name, the same for all of its spellings.

    NFKC, without markup, Latin letters without accents, Greek letters by name, case folded, hyphens as
    spaces, words in the singular, without `'s`, and in American spelling, a digit joined to the letter before
    it: `CIFAR-10` = `CIFAR 10` = `cifar10`, `naïve` = `naive`, `LMs` = `LM`, `β-VAE` = `beta-VAE`. An
    abbreviation in parentheses after its long form is dropped. A name without letters and digits is only
    stripped and case folded. Idempotent.
    """
    text = _ACRONYMS.sub(r"\1", _ASIDE.sub(_without_aside, readable(unicodedata.normalize("NFKC", name))))
    if not text.isascii():
        text = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", text))
    text = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text).casefold())
    if not text.isascii():
        text = _LETTER.sub(_spelled, text)
    text = " ".join(_OTHER.sub(" ", _DASHES.sub(" ", text)).split())
    text = _LETTER_SPACE_DIGIT.sub("", text)
    if not text:
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return " ".join(_american(_singular(word)) for word in text.split())


def preferred(surfaces: Mapping[str, int]) -> str:
    """Return the surface form to display: the most frequent one.

    On a tie a mixed-case name (`KalmanSGD`) comes first, acronyms and forms in sentence case last; then the
    alphabet decides.
    """

    def rank(surface: str) -> tuple[int, bool, bool, bool, str]:
        mixed = (
            " " not in surface
            and any(c.isupper() for c in surface[1:])
            and any(c.islower() for c in surface.rstrip("s"))
        )
        acronym = surface.rstrip("s").isupper()
        sentence_case = (
            surface[:1].isupper() and (surface[1:].islower() or surface.istitle()) and " " in surface
        )
        return -surfaces[surface], not mixed, acronym, sentence_case, surface

    return min(surfaces, key=rank)
