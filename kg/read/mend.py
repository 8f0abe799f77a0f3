"""Mend what is almost XML: names of HTML, ampersands and angle brackets that are text, control characters."""

__all__ = ["mended"]

import re
from html.entities import html5

_FAULT = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|&#0*+(?P<number>\d{1,2});|&#[xX]0*+(?P<hex>[0-9a-fA-F]{1,2});"
    r"|&#[xX]?[0-9a-fA-F]++;|&(?P<name>[A-Za-z][A-Za-z0-9]{0,31});|&|<(?![A-Za-z_/!?])",
    re.DOTALL,
)
_SPACES = dict.fromkeys((*b"\x0b\x0c", *range(0x1C, 0x20)), " ")
_CONTROLS = {**dict.fromkeys((*range(1, 9), *range(0x0E, 0x1C), 0xFFFE, 0xFFFF)), **_SPACES}
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))


def mended(text: str) -> tuple[str, frozenset[str]]:
    """Return XML with characters for HTML's names and without control characters, and its undefined references, now text."""
    text = text.translate(_CONTROLS)
    unknown = frozenset(
        f"&{name};" for name in re.findall(r"&([A-Za-z]\w*+);", text) if f"{name};" not in html5
    )
    return _FAULT.sub(_mended, text), unknown


def _mended(match: re.Match[str]) -> str:
    whole, name = match[0], match["name"]
    if whole in "&<":
        return "&amp;" if whole == "&" else "&lt;"
    if name and name not in _PREDEFINED:
        found = html5.get(f"{name};", whole)
        return found.replace("&", "&amp;").replace("<", "&lt;")
    if match["number"] or match["hex"]:
        code = int(match["number"] or match["hex"], 10 if match["number"] else 16)
        return _CONTROLS[code] or "" if code in _CONTROLS else whole
    return whole
