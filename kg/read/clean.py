"""Clean titles and abstracts as sources write them to readable running text.

Every function accepts any text and returns it stripped and in NFC. U+0000 and lone surrogates are kept, for
the caller to reject.
"""

__all__ = ["flat", "latex", "marked_latex", "markup", "plain"]

import html
import json
import re
import unicodedata
from collections import Counter
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from kg.read import tex
from kg.read.formula import math

if TYPE_CHECKING:
    from lxml import etree

_MAX_FRAMES = 64
_COLON = "\x1a"  # after a heading; the text below it may be missing
_WINDOWS = {chr(n): bytes((n,)).decode("cp1252", "ignore") for n in range(0x80, 0xA0)}  # read as if Latin-1
_UNSEEN = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")


def plain(text: str) -> str:
    """Return the text in NFC with single spaces, no invisible characters, and repaired encoding errors."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    return " ".join(_characters(text).split())


def _characters(text: str) -> str:
    """Return the text with repaired characters, and whitespace unchanged."""
    if text.isascii():
        return text if text.isprintable() else _seen(text)
    # a misdecoded character leaves two or more; load the library only for such texts
    if re.search(r"[^\x00-\x7f]{2}", text):
        import ftfy
        from ftfy.badness import is_bad

        if is_bad(text):
            text = ftfy.fix_encoding(text)
    text = text if text.isprintable() else _seen(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _seen(text: str) -> str:
    return _UNSEEN.sub(lambda m: _WINDOWS.get(m[0], ""), text)


def latex(text: str) -> str:
    """Make text from a source that writes LaTeX (arXiv, BibTeX) readable."""
    return plain(tex.readable(_characters(text)) if tex.marked(text) else text)


_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em email fixed-case font i inf ins inline-formula italic "
    "img kbd label mark monospace nobr named-content overline q roman samp sans-serif sc scp small span strike strong "
    "styled-content sub sup tt u underline uri url wbr ext-link xref alternatives tex-math script style"
)
_BLOCK = (
    "abstract blockquote body br break center dd disp-formula disp-quote div dl dt h1 h2 h3 h4 h5 h6 hr html "
    "li list list-item ol p pre sec section table tbody td th thead title tr ul AbstractText"
)
_MATHML = (
    "math mrow mi mn mo ms mtext mspace msup msub msubsup msqrt mroot mfrac mover munder munderover "
    "mmultiscripts mprescripts mfenced mpadded mphantom mstyle menclose mtable mtr mtd semantics annotation "
    "annotation-xml none merror"
)
_NAMES = {name.casefold(): name for name in f"{_INLINE} {_BLOCK} {_MATHML}".split()}
# these are of elements only: <s> in running text is none
_BLOCKS = frozenset((*_BLOCK.split(), "head", "s"))
_HEADINGS = frozenset("title head h1 h2 h3 h4 h5 h6".split())
_LEFT_OUT = frozenset(
    "script style annotation annotation-xml mphantom CopyrightInformation note fn object-id".split()
)
_PAIRED = frozenset("a b i s u q em strong title code".split())  # tags that need an end tag
_FRAMED = (
    _HEADINGS | _LEFT_OUT | frozenset("sup math tex-math alternatives inline-formula disp-formula".split())
)
_JOINTS = {
    "msup": "^",
    "msub": "_",
    "mfrac": "/",
    "msubsup": "_^",
    "munder": "_",
    "munderover": "_^",
    "mroot": "√",
    "mtr": " ",
    "mtable": "; ",
}
_UNTITLED = frozenset({"", "abstract", "summary", "unlabelled", "unassigned"})
_VALUE = r"""(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++)"""
_TAG = re.compile(
    rf"<(?:(?P<comment>!--)|(?P<end>/?)(?:(?:jats|mml|m|ns\d|html|o):)?(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?:\s++[\w:.-]++\s*+=\s*+{_VALUE})*+"
    r"\s*+(?P<empty>/?)>)"
)
_REFERENCE = re.compile(
    r"&(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|(?:amp|lt|gt|quot|nbsp)(?![\w=;&]))"
)
_ESCAPED = re.compile(
    r"((?:\\u[0-9a-fA-F]{4})++)|(?<!\b[A-Za-z]:)(?<![\s\\])(?<!\\[nr])(?:(?:\\r)?\\n)++(?=[A-Z\s]|$)"
)
_PATH = re.compile(r"\b[A-Za-z]:(?:\\[\w.-]++)++")


class _Frame(NamedTuple):
    """An element whose content is needed as a whole: its texts, and its formulas by notation."""

    name: str
    parts: list[str]
    formulas: dict[str, list[str]]


class _Flattener:
    """Builds running text from start tags, end tags and texts; end tags need not match start tags."""

    def __init__(self) -> None:
        self._frames = [_Frame("", [], {})]
        self._open: Counter[str] = Counter()

    def text(self, text: str) -> None:
        """Add text."""
        if self._open["math"] and self._frames[-1].name != "mtext":
            text = "".join(text.split())
        if text:
            self._frames[-1].parts.append(text)

    def start(self, name: str, label: str = "") -> None:
        """Open an element; its label precedes its text."""
        if name in _BLOCKS:
            self._frames[-1].parts.append(" ")
        if name in {"sub", "sup"} and (before := self._frames[-1].parts):
            # a line end here is indentation
            before[-1] = (
                re.sub(r"(?<=\S)[ \t]*+\r?\n\s*$", "", before[-1])
                if before[-1][-1:].isspace()
                else before[-1]
            )
        if (label := label.strip(" .:\n")).casefold() not in _UNTITLED:
            self._frames[-1].parts.append(f"{label}: ")
        if (name in _FRAMED or self._open["math"]) and len(self._frames) < _MAX_FRAMES:
            self._frames.append(_Frame(name, [], {}))
            self._open[name] += 1

    def end(self, name: str) -> None:
        """Close an element, and unclosed ones within it."""
        if self._open[name]:
            while self._close(closed := self._frames[-1].name, ended=closed == name) != name:
                pass
        if name in _BLOCKS:
            self._frames[-1].parts.append(" ")

    def result(self) -> str:
        """Return the text; an unclosed element counts as its text."""
        while len(self._frames) > 1:
            self._close(self._frames[-1].name, ended=False)
        return "".join(self._frames[0].parts).rstrip().removesuffix(_COLON).replace(_COLON, ":")

    def _close(self, name: str, *, ended: bool) -> str:
        frame = self._frames.pop()
        self._open[name] -= 1
        above = self._frames[-1]
        if not ended:
            above.parts.extend(frame.parts)
        elif name in {"math", "tex-math"}:
            formula = _joined(frame) if name == "math" else _tex(frame)
            if above.name in {"alternatives", "inline-formula", "disp-formula"}:
                above.formulas.setdefault(name, []).append(formula)
            else:
                above.parts.append(formula)
        elif name in _HEADINGS:
            above.parts.append(_heading("".join(frame.parts)))
        elif name == "sup":
            above.parts.append(_raised("".join(above.parts[-1:]), "".join(frame.parts)))
        elif name not in _LEFT_OUT:
            above.parts.append(_joined(frame))
        return name


def _joined(frame: _Frame) -> str:
    """Return the text of an element; of a formula in several notations, the one in MathML."""
    formulas = frame.formulas.get("math") or frame.formulas.get("tex-math") or []
    parts = [*(part for part in frame.parts if part.strip() or not frame.formulas), *formulas]
    joint = _JOINTS.get(frame.name, "")
    if joint in {"^", "_", "/", "_^"} and parts:
        simple = [part if re.fullmatch(r"[-+−]?[\w.,′∗*]+", part) else f"({part})" for part in parts]
        first, marks = (
            simple[0] if joint == "/" else parts[0],
            joint if len(joint) > 1 else joint * len(parts),
        )
        return first + "".join(map("".join, zip(marks, simple[1:], strict=False)))
    return "√".join(reversed(parts)) if joint == "√" else joint.join(parts)


def _tex(frame: _Frame) -> str:
    source = "".join(frame.parts)
    body = source.partition("\\begin{document}")[2].partition("\\end{document}")[0] or source
    return math(body.strip().strip("$").removeprefix("\\(").removesuffix("\\)"))


def _heading(text: str) -> str:
    text = " ".join(text.split())
    if text.strip(" .:").casefold() in _UNTITLED:
        return " "
    return f"{text} " if text[-1] in ".:;!?–—" else f"{text}{_COLON} "


def _raised(before: str, text: str) -> str:
    return (
        f"^{text}" if before[-1:].isalnum() and re.fullmatch(r"\s*[-+−–]?\d+(?:[.,/]\d+)*\s*", text) else text
    )


def markup(text: str) -> str:
    """Convert text with HTML, JATS or MathML tags and references, escaped up to three times.

    Unknown tags, such as <EOS>, are text. Evident LaTeX is made readable.
    """
    return _evidently(_unmarked(text))


def marked_latex(text: str) -> str:
    """Make text readable from a source that writes LaTeX, some of it with markup."""
    return latex(_unmarked(text))


def _unmarked(text: str) -> str:
    return _untagged(_unescaped(_characters(text))) if "<" in text or "&" in text else text


def _evidently(text: str) -> str:
    """Return text readable that may have LaTeX, or escapes of JSON, but keep paths and regular expressions."""
    if "\\" in text:
        text = _ESCAPED.sub(lambda m: json.loads(f'"{m[1]}"') if m[1] else " ", text)
        if not tex.evident(_PATH.sub("", text)):
            return plain(text)
    return plain(tex.readable(_characters(text)) if tex.evident(text) else text)


def _unescaped(text: str) -> str:
    for _ in range(3):
        before, text = (
            text,
            _REFERENCE.sub(
                lambda m: html.unescape(m[0]) if m[0][1] == "#" else html5.get(m[0][1:], m[0]), text
            ),
        )
        if text == before:
            break
    return text


def _untagged(text: str) -> str:
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    running = _Flattener()
    at, last_comment = 0, text.rfind("-->")
    tags = list(_TAG.finditer(text))
    ended = any(match["end"] for match in tags)
    for match in tags:
        name = "" if match["comment"] else _NAMES.get(match["name"].casefold())
        if not ended and match[0][1:-1] in _PAIRED:
            name = None  # a token, or x<b>y
        if match.start() < at or name is None or (not name and match.start() > last_comment):
            continue
        running.text(text[at : match.start()])
        at = match.end() if name else text.index("-->", match.start()) + 3
        if name and not match["end"]:
            running.start(name)
        if name and (match["end"] or match["empty"]):
            running.end(name)
    running.text(text[at:])
    return running.result()


def flat(element: "etree._Element") -> str:
    """Return the content of an XML element (ACL, JATS, PubMed) as running text, whatever its own name.

    Its text may have tags and references of HTML that were escaped.
    """
    from lxml import etree

    running = _Flattener()
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        name = etree.QName(node).localname if event in {"start", "end"} else ""
        name = _NAMES.get(name.casefold(), name)
        if event == "start":
            running.start("" if node is element else name, node.get("Label") or "")
            running.text(node.text or "")
        elif node is not element:
            if event == "end":
                running.end(name)
            running.text(node.tail or "")
    return markup(running.result())
