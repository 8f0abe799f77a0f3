r"""Make LaTeX in titles and abstracts readable.

One regex finds the fragments: macros with their arguments, mathematics, groups, accents, quotes and dashes.
Everything else stays as written, as an unescaped %, # or & in an abstract is that character and not LaTeX.
pylatexenc converts mathematics, accents and symbols; it recurses, so it only gets short, shallow fragments.
Texts here have no control characters except U+0000, so two of them can mark positions to tidy up at the end.
"""

__all__ = ["evident", "marked", "readable"]

import re
import unicodedata
from functools import lru_cache

from kg.read.formula import SWITCHES, converted, group, known, math, script

_EATS, _REMOVED = (
    "\x19",
    "\x1a",
)  # the spaces that follow belong to a macro; a macro without text was here, such as a citation


# Every branch starts with a literal, so that the search skips ordinary characters; every repetition is
# possessive or bounded.
_INLINE = r"(?:[^$\\\n]|\\[\s\S]|\n(?![ \t]*\n))"
_DISPLAY = r"(?:[^\\]|\\[^()\[\]]){1,600}+"
_BODY = r"(?:[^\\]|\\(?!begin\b|end\b)[\s\S]){0,600}+"
_MATH_ENVIRONMENTS = "equation|align|aligned|eqnarray|gather|multline|displaymath|math"
_URL = r"""://[^\s\\{}$<>"'`]++"""
_FRAGMENT = re.compile(
    rf"""
      {_URL}                                                                    # a URL stays as written
    | \\begin\{{(?:{_MATH_ENVIRONMENTS})\*?\}}(?P<body>{_BODY})\\end\{{[a-z]{{1,20}}\*?\}}
    | \\\((?P<round>{_DISPLAY})\\\) | \\\[(?P<square>{_DISPLAY})\\\]
    | \\(?P<accent>(?:[`'^~=.](?:\{{\\?[A-Za-z]\}}|\\?[A-Za-z])|"(?:\{{\\?[aeiouyAEIOUY]\}}|\\?[aeiouyAEIOUY])
        |['`^]\ [A-Za-z](?![A-Za-z])|[cvuHrk]\ (?:\\[ij](?![A-Za-z])|[A-Za-z])))
    | \\(?P<name>[A-Za-z@]{{1,60}}+\*?)(?P<args>(?:\[[^\[\]{{}}$\\]{{0,99}}+\]){{0,2}}(?:{group(3)}){{1,3}})?
    | \\(?P<sign>[^A-Za-z])
    | (?P<group>{group(3)})
    | \$\$(?P<dollars>{_INLINE}{{1,600}}+)\$\$ | \$(?P<dollar>{_INLINE}{{1,400}}+)\$
    | ~
    | `(?<!``)`(?!`)(?P<quoted>(?:[^`'"]|'(?!'))++)(?:''|")
    | -(?<=[^\s<!-]-)-{{1,2}}(?![->]) | -(?<=\s-)-{{1,2}}(?=\s)
    """,
    re.VERBOSE,
)
_EVIDENT = re.compile(  # but not \d, \w+ and \S of regular expressions
    r"""\\(?:[A-Za-z]{2}|[cvuHrkbdt](?:\{\\?[A-Za-z]|\ \\?[A-Za-z]\b)|[oOlLij](?![A-Za-z+*?])|[(\[&%$\#_]|['"`^~][A-Za-z{])"""
)
_BARE = re.compile(
    r"(?<![^\W_])(?:sqrt|[dt]?frac|text|textbf|mathbf|mathrm|mathcal|mathbb|operatorname)(?:\[\w+\])?$"
)
_ARGUMENT = re.compile(group(3))
_TOKENS = ("\\", "$", "{", "~", "--", "`")

_DROPPED = frozenset(
    "label ref eqref pageref autoref cref Cref nameref subref index nocite vspace vspace* hspace hspace* "
    "includegraphics begin end bibliography bibliographystyle color fontsize pagestyle thispagestyle thanks "
    "input include today maketitle protect".split()
)
_BREAKS = frozenset(
    "par item newline linebreak pagebreak newpage smallskip medskip bigskip "
    "quad qquad hfill hfil space".split()
)
_LETTERS = frozenset("ss o O l L ae AE oe OE aa AA i j dh DH dj DJ th TH ng NG".split())
_ACCENTS = frozenset("c v u H r k d b t".split())
_MATHEMATICS = frozenset(
    "frac dfrac tfrac nicefrac sqrt hat widehat tilde widetilde bar vec dot "
    "ddot overline binom ensuremath".split()
)
_LAST_ARGUMENT = frozenset(
    "textcolor colorbox raisebox foreignlanguage scalebox resizebox parbox fcolorbox hyperref".split()
)
_SIGNS = dict.fromkeys(",;: \n\t\\>", " ") | dict.fromkeys("-/!@", "")


def marked(text: str) -> bool:
    """Return whether a text from a source that writes LaTeX may contain any."""
    return any(token in text for token in _TOKENS)


def evident(text: str) -> bool:
    """Return whether a text from any source contains a macro or mathematics in dollars."""
    if "\\" in text and _EVIDENT.search(text):
        return True
    return text.count("$") > 1 and any(
        m["dollars"] or (m["dollar"] and _is_math(m)) for m in _FRAGMENT.finditer(text)
    )


def readable(text: str) -> str:
    """Return the text with its LaTeX made readable and single spaces."""
    text = " ".join(_read(text).split())
    if _EATS in text:
        text = re.sub(f"{_EATS}[ {_EATS}]*", "", text)
    if _REMOVED in text:
        text = re.sub(rf"[(\[] ?{_REMOVED}[ ,;{_REMOVED}]*[)\]]", _REMOVED, text)
        text = re.sub(
            f"( ?){_REMOVED}([ {_REMOVED}]*)([.,;:!?)]?)",
            lambda m: m[3] or (" " if m[1] or " " in m[2] else ""),
            text,
        )
    return text


def _read(text: str) -> str:
    parts, at = [], 0
    while match := _FRAGMENT.search(text, at):
        parts.append(text[at : match.start()])
        # if two dollars are not mathematics, the second may open the next formula
        money = match.lastgroup == "dollar" and not _is_math(match)
        parts.append("$" if money else _fragment(match))
        at = match.start() + 1 if money else match.end()
    return "".join((*parts, text[at:]))


def _fragment(match: re.Match[str]) -> str:
    part, whole = match.lastgroup, match[0]
    if part is None:
        return _tilde(match) if whole == "~" else {"--": "–", "---": "—"}.get(whole, whole)
    if part == "dollar":
        return math(match["dollar"])
    if part in {"name", "args"}:
        return _macro(match["name"], match["args"] or "")
    if part == "group":
        return _braces(match)
    if part == "accent":
        return _accent(match)
    if part == "quoted":
        return f"“{_read(match['quoted'])}”"
    if part == "sign":
        return _SIGNS.get(match["sign"], match["sign"])
    return math(match["round"]) if part == "round" else f" {math(match[part])} "


def _braces(match: re.Match[str]) -> str:
    """Return the content of braces; they stay if significant: a set, or LaTeX without its backslashes."""
    whole, before = match["group"], match.string[max(0, match.start() - 20) : match.start()]
    if before[-1:] in ("^", "_"):
        return script(before[-1], _read(whole[1:-1]))[1:]
    word = _BARE.search(before) if whole[1].isalnum() else None
    if re.fullmatch(r"\{\s*\w{1,3}(?:\s*,\s*[\w.…]{1,3})+\s*\}", whole) or word:
        return whole
    return whole if before[-1:].isalnum() and "://" in whole else _read(whole[1:-1])


def _tilde(match: re.Match[str]) -> str:
    """Return a space for a tie, "~" if it means "about" or "to", as in 10~20, or is part of a path."""
    before, after = (
        match.string[max(0, match.start() - 12) : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    token = before.rsplit(" ", 1)[-1]
    if (
        not token
        or not (token[-1].isalnum() or token[-1] in ".,;:)]}%$")
        or not (after.isalnum() or after in ("\\", "$", "(", "[", "{"))
    ):
        return "~"
    return "~" if (after.isdigit() and any(c.isdigit() for c in token)) or "/" in token else " "


def _is_math(match: re.Match[str]) -> bool:
    """Return whether a pair of dollars is mathematics, by pandoc's rule, rather than two amounts of money."""
    content, after = match["dollar"], match.string[match.end() : match.end() + 1]
    formula = re.search(r"[\\_^]", content) is not None
    if not content[0].isspace() and re.search(
        r"\\[A-Za-z]+\s+$", content
    ):  # a space that ends a macro's name
        return True
    if content[0].isspace() or content[-1].isspace():
        return formula and content[0].isspace() and content[-1].isspace()
    if after.isdigit():
        return re.fullmatch(r"[^\w\s]+", content) is not None or (formula and not re.search(r"\s", content))
    return formula or not re.search(r"[^\W\d_]{2,}[,;]?\s+(?:\S+\s+)*?[^\W\d_]{2,}", content[:100])


def _macro(name: str, args: str) -> str:
    groups = _ARGUMENT.findall(args)
    name = name.rstrip("*") if name not in _DROPPED else name
    if name in SWITCHES:
        return _EATS + "".join(_read(g[1:-1]) for g in groups)
    if name in _DROPPED or name.lower().startswith("cite"):
        return _REMOVED
    if name in _BREAKS:
        return " " + "".join(_read(g[1:-1]) for g in groups)
    if name in _ACCENTS and len(groups) == 1:
        return _composed(name + groups[0]) or _read(groups[0][1:-1])
    if not groups:
        return _symbol(name) + (_EATS if name in _LETTERS else "")
    return _applied(name, groups, args)


def _applied(name: str, groups: list[str], args: str) -> str:
    """Return the readable form of a macro with arguments."""
    if name in {"url", "path", "nolinkurl"}:
        return _address(groups[0]) + "".join(_read(g[1:-1]) for g in groups[1:])
    if name == "href" and len(groups) > 1:
        address, text = _address(groups[0]), _read(groups[1][1:-1])
        return text if text.strip() == address else f"{text} ({address})"
    if name in {"footnote", "footnotetext"}:
        return f" ({_read(groups[0][1:-1]).strip()})"
    if name in {"textsuperscript", "textsubscript"}:
        return script("^" if name == "textsuperscript" else "_", _read(groups[0][1:-1]))
    if name in _MATHEMATICS:
        return math(f"\\{name}{args}" if name != "ensuremath" else groups[0])
    if name in _LAST_ARGUMENT:
        return _read(groups[-1][1:-1])
    texts = [_read(g[1:-1]) for g in groups]
    symbol = _symbol(name) if name in known() or not "".join(texts).strip() else ""
    return (
        f"{symbol} {''.join(texts)}"
        if symbol[-1:].isalpha() and texts[0][:1].isalnum()
        else symbol + "".join(texts)
    )


def _address(group: str) -> str:
    return re.sub(r"\\([%&_$#~{}-])(?:\{\})?|[{}]", r"\1", group[1:-1]).strip()


def _accent(match: re.Match[str]) -> str:
    r"""Return the accented letter; \" before a letter without such an accent is an escaped quote."""
    accent = match["accent"]
    before, after = (
        match.string[match.start() - 1 : match.start()],
        match.string[match.end() : match.end() + 1],
    )
    if accent == "'s" and before.isalpha() and not after.isalpha():
        return accent
    return _composed(accent) or accent


@lru_cache(maxsize=4096)
def _composed(accent: str) -> str:
    """Return an accent applied to a letter, "" if there is no such character."""
    composed = unicodedata.normalize("NFC", converted(f"\\{accent}", plain=True))
    return composed if len(composed) == 1 else ""


@lru_cache(maxsize=4096)
def _symbol(name: str) -> str:
    return converted(f"\\{name}", plain=True).strip() if name in known() else name
