"""LaTeX formulas, symbols and accents as running text, by pylatexenc.

It recurses, so it only gets short, shallow fragments.
"""

__all__ = ["SWITCHES", "converted", "group", "known", "math", "script"]

import re
from functools import lru_cache, partial
from itertools import accumulate
from typing import Any


def group(depth: int) -> str:
    """Return a pattern of text in braces, with nested braces up to a depth."""
    inner = r"[^{}\\]++|\\[\s\S]" + (f"|{group(depth - 1)}" if depth else "")
    return rf"\{{(?:{inner})*+\}}"


_MAX_MATH, _MAX_DEPTH = 600, 8
_BINOMIAL = re.compile(rf"\\[dt]?binom\s*({group(2)})\s*({group(2)})")
_LAYOUT = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*\.?|\\(?:label|tag\*?)\{[^{}]*\}|\\(?:limits|displaystyle)(?![A-Za-z])|\\!"
)
SWITCHES = frozenset(
    "em it bf tt sc rm sf sl cal itshape bfseries ttfamily scshape rmfamily sffamily slshape mdseries "
    "upshape normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge centering "
    "noindent boldmath unboldmath displaystyle textstyle xspace selectfont raggedright nolinebreak "
    "nopagebreak allowbreak sloppy".split()
)
_SIGNS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textbackslash": "\\", "textasciicircum": "^",
    "textbraceleft": "{", "textbraceright": "}", "pounds": "£", "S": "§", "P": "¶",
    "copyright": "©", "textunderscore": "_", "slash": "/",
} | {f"text{name}": letter for name, letter in zip(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda nu xi omicron pi rho sigma tau upsilon phi chi psi omega".split(),
    "αβγδεζηθικλνξοπρστυφχψω",
    strict=True,
)}  # fmt: skip
_TEXT_ACCENTS = frozenset("c b d u v H t k r".split())  # in a formula these are the author's names
_WRITTEN = str.maketrans("\x11\x12ϵϕ", "{}εφ")


@lru_cache(maxsize=16384)
def math(tex: str) -> str:
    """Convert a formula without its dollars to running text: α-, 10^-3, x_i, O(n log n)."""
    tex = tex.strip().replace("\\%", "%")
    if not re.search(r"[\\{}&~]", tex):
        return " ".join(tex.split())
    if len(tex) > _MAX_MATH or _depth(tex) > _MAX_DEPTH:
        return " ".join(re.sub(r"\\([A-Za-z]+)|[\\{}]", r" \1 ", tex).split())
    tex = _BINOMIAL.sub(
        r"(\1\\text{ choose }\2)", re.sub(r"\\(?:[dtc]|nice)frac(?![A-Za-z])", r"\\frac", tex)
    )
    tex = _LAYOUT.sub("", tex)
    tex = tex.replace("\\{", "\x11").replace("\\}", "\x12").replace("~", " ")
    tex = re.sub(r"(?<!\\)[%#]", r"\\\g<0>", tex)
    tex = re.sub(r"\\([A-Za-z]+)\*?(\s*)(\{\})?(?=(\{)?)", _author_macro, tex)
    tex = re.sub(
        r"(\\[A-Za-z]+)(?=[^\x00-\x7f])", r"\1 ", tex
    )  # a name ends here for TeX, but not for pylatexenc
    text = converted(f"${tex}$", plain=False)
    changes = 1
    while changes:
        text, changes = re.subn(r"([_^]?)\{([^{}]*)\}", lambda m: script(m[1], m[2]), text)
    text = re.sub(r"\^[∘◦]", "°", " ".join(text.split()))
    text = re.sub(r"(?<=\S) ?([≤≥≲≳≈≃≅∼≡≠≪≫∈∉⊂⊆→←↔↦⇒⇔∝∪∩∧∨]) ?(?=\S)", r" \1 ", text)
    text = re.sub(r" ?([×⋅·∘]) ?", r"\1", re.sub(r"^([≤≥≲≳≈≃∼≪≫×]) ", r"\1", text))
    text = re.sub(r"([(\[{|^_/⟨\x11]) | (?=[)\]|,;/\x12^_])", r"\1", text)
    text = re.sub(r"(?<=[^\W\d_]{2}) (?=\()", "", text)
    return text.translate(_WRITTEN).strip()


def _author_macro(match: re.Match[str]) -> str:
    """Keep a macro that pylatexenc knows.

    Replace one of the author's by its argument, or its name if it has none.
    """
    if match[1] in _TEXT_ACCENTS:
        return f"{match[1]}{match[2]}"
    if match[1] not in SWITCHES and (match[1] in known() or match[1] in {"begin", "end"}):
        return match[0]
    return "" if match[1] in SWITCHES or (match[4] and not match[3]) else f"{match[1]}{match[2]}"


def _depth(tex: str) -> int:
    marks = re.findall(r"\\begin|\\end|[{}]", tex)
    return max(accumulate(1 if mark in {"\\begin", "{"} else -1 for mark in marks), default=0)


def script(mark: str, content: str) -> str:
    """Return an exponent or index, in parentheses unless it is a single number or name.

    Ordinal endings are appended.
    """
    content = content.strip()
    if (
        not mark
        or not content
        or (mark == "^" and content in {"th", "st", "nd", "rd", "°", "TM", "™", "'", "′"})
    ):
        return content
    return (
        f"{mark}{content}"
        if re.fullmatch(r"[-+−±]?[\w.,′'*∗∘†‡∞⊤⊥]+|[-+−±<>=|]|\(.*\)", content)
        else f"{mark}({content})"
    )


def converted(tex: str, *, plain: bool) -> str:
    """Convert LaTeX with pylatexenc; LaTeX that it cannot parse only loses its markup."""
    try:
        return str(_converter(plain).latex_to_text(tex))
    except (
        RecursionError,
        ValueError,
        IndexError,
        KeyError,
        TypeError,
        AttributeError,
    ):  # raised for broken LaTeX
        return re.sub(r"[\\$]|(?<=\\)[A-Za-z]+|[{}]", "", tex)


@lru_cache(maxsize=2)
def _converter(plain: bool) -> Any:
    """Return pylatexenc's converter with adapted symbols.

    Unless `plain`, groups keep their braces so that `math` sees exponents.
    """
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    database = get_default_latex_context_db()
    styles = "mathbb mathcal mathbf mathrm mathfrak mathscr mathsf mathtt mathit bm boldsymbol pmb underline"
    macros = [MacroTextSpec(name, discard=False) for name in styles.split()]
    functions = "log ln exp max min sup inf lim sin cos tan tanh arg argmax argmin det dim ker Pr gcd polylog"
    macros += [MacroTextSpec(name, simplify_repl=f" {name} ") for name in functions.split()]
    macros += [MacroTextSpec("frac", simplify_repl=_fraction)]
    macros += [MacroTextSpec(name, simplify_repl=sign) for name, sign in _SIGNS.items()]
    if not plain:
        marks = {
            "hat": "\u0302",
            "widehat": "\u0302",
            "tilde": "\u0303",
            "widetilde": "\u0303",
            "bar": "\u0304",
            "vec": "\u20d7",
        }
        marks |= {"dot": "\u0307", "ddot": "\u0308", "overline": "\u0304"}
        macros += [
            MacroTextSpec(name, simplify_repl=partial(_marked, mark=mark)) for name, mark in marks.items()
        ]
    database.add_context_category("readable", prepend=True, macros=macros)
    return LatexNodes2Text(database, keep_braced_groups=not plain, keep_braced_groups_minlen=0)


def _fraction(node: Any, l2tobj: Any) -> str:
    parts = [_group_text(node, l2tobj, i) for i in (0, 1)]
    return "/".join(
        part if re.fullmatch(r"[\w.,′'^√]*(?:_\w+)?(?:\([^()]*\))?", part) else f"({part})" for part in parts
    )


def _marked(node: Any, l2tobj: Any, mark: str) -> str:
    letter = _group_text(node, l2tobj, 0)
    return letter + mark if len(letter) == 1 else letter


def _group_text(node: Any, l2tobj: Any, index: int) -> str:
    text = str(l2tobj.node_arg_to_text(node, index)).strip()
    return text[1:-1].strip() if text[:1] == "{" and text.find("}") == len(text) - 1 else text


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """Return the names of the macros that pylatexenc knows."""
    return frozenset(spec.macroname for spec in _converter(False).latex_context.iter_macro_specs())
