"""Addresses of code, data, models and project pages in running text, in all the forms that typesetting leaves them in."""

__all__ = ["Address", "canonical", "find", "role_of"]

import re
from dataclasses import dataclass
from functools import cache

from kg.extract.rules import load

_PATH = r"(?:[^\s<>\"“”‘’{}|^`\\$]|\\[_%#&~]|\$\\sim\$|\\\\_)*"
_SCHEME = r"https?(?::\s?/{1,3}|//)\s?"
_TRAILING = ".,;:!?'\"*_)]}>…·"
_GLUED = re.compile(  # "…/NeuroX.Demo video": the next sentence lost its space; "…/Newtonsoft.Json" is a name
    r"(?<=[\w-]{2})\.(?:We|Our|The|This|These|In|It|A|An|All|Also|And|As|By|For|From|On|To|With|Unlike|Extensive|Experiments|Results|Code|Data"
    r"|Dataset|Demo|Models?|Project|Videos?|Warning|Disclaimer|Note|Keywords|However|[A-Z][a-z]+ly|Moreover|Furthermore)$"
)
_NEXT = re.compile(r"(?:\\protect\s*\\?|\s+)([\w][\w./-]*)")
_GIT = re.compile(r"^(?:github\.com|bitbucket\.org|codeberg\.org|gitee\.com|code\.google\.com)$")
_HINT = re.compile(
    r"https?:?/|www\.|\.\s?(?:com|io|org|co|science|net|cn|app|ly|gl)\b|\bgit(?:lab|ea)?\.|10\.5281/|https?\s",
    re.IGNORECASE,
)
_LONGEST = 400  # characters of an address


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it stands in the text, and its canonical form."""

    start: int
    end: int
    url_as_written: str
    canonical: str


@cache
def _pattern() -> re.Pattern[str]:
    known = "|".join(load("repositories")["hosts"])
    any_host = r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)+"
    return re.compile(
        rf"(?P<scheme>(?:{_SCHEME}){{1,2}})(?:www\.)?(?:(?P<known>{known})(?![\w-]*\.\w)|(?P<host>{any_host}))(?::\d+)?(?P<path>[/?#]{_PATH})?"
        rf"|(?<![\w@/.-])(?:ssh://)?git@(?:{known}):(?=\w)(?:{_PATH})"
        rf"|(?<![\w@/.\\-])(?:www\.)?(?P<bare>{known})(?![\w-]|\.\w)(?P<bare_path>/{_PATH})?"
        r"|(?<![\w/.])(?:doi:\s?)?(?P<doi>10\.5281/zenodo\.\d+)",
        re.IGNORECASE,
    )


def find(text: str) -> list[Address]:
    """Return every address in order; offsets index `url_as_written`, which has no trailing punctuation.

    An address and the copy of it that href shows are one; an address to come (github.com/xxx) is none.
    """
    addresses: list[Address] = []
    if not _HINT.search(text):  # most abstracts have none, and looking closely is slow
        return addresses
    at = 0
    while match := _pattern().search(text, at):
        start, end = match.start(), min(match.end(), match.start() + _LONGEST)
        if match["doi"]:
            start = match.start("doi")
        end = _joined(text, start, _trimmed(text, start, end))
        at = max(end, match.start() + 1)
        written = text[start:end]
        address = canonical(written)
        if address is None or not _counts(text, match, start):
            continue
        shown = addresses and re.fullmatch(r"(?:\}?\{|\]\(|\}\$?\{)", text[addresses[-1].end : start])
        if shown and _loose(addresses[-1].canonical) in (
            _loose(address),
            _loose(address)[: len(_loose(addresses[-1].canonical))],
        ):
            if "\\" in written or len(address) > len(addresses[-1].canonical):
                addresses[-1] = Address(
                    addresses[-1].start, addresses[-1].end, addresses[-1].url_as_written, address
                )
            continue
        addresses.append(Address(start, end, written, address))
    return addresses


def _loose(address: str) -> str:
    return re.sub(r"[\W_]", "", address).casefold()


def _trimmed(text: str, start: int, end: int) -> int:
    """Return the end without trailing punctuation, brackets that open before the address, and a sentence glued to it."""
    while end > start and (text[end - 1] in _TRAILING or text[end - 1] in "\\$"):
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        if text[end - 1] == "_" and not text[end:].startswith((" ", "\n")):
            break
        if text[end - 1] == "_" and _NEXT.match(text, end):
            break  # it goes on behind the space
        end -= 1
    bracket = text.find("](", start, end)
    if bracket > 0:
        end = bracket
    glued = _GLUED.search(text[start:end])
    return start + glued.start() if glued and "github.com" in text[start:end].lower() else end


def _joined(text: str, start: int, end: int) -> int:
    """Return the end of an address on a git host that a space cut in two, where it can only go on: after `owner/`, `-`, `_`, before `_`."""
    for _ in range(4):
        written = text[start:end]
        after = _NEXT.match(text, end)
        if after is None or "git" not in written.lower():
            break
        word = after[1].rstrip(_TRAILING)
        owner_cut = "/" in word[1:-1] and written.count("/") == 3 and text[end - 1] not in ".,;"
        underscore_cut = after[1].startswith("_") and not after[1].endswith("_") and written.count("/") == 4
        if text[end - 1] not in "/-_" and not owner_cut and not underscore_cut:
            break
        if (
            not re.search(r"[A-Z0-9_-]|/", word)
            or (text[end - 1] == "/" and written.rstrip("/").count("/") > 3)
            or _SCHEME_START.match(word)
        ):
            break
        end = _trimmed(text, start, after.end())
    return end


_SCHEME_START = re.compile(r"https?\b|www\.", re.IGNORECASE)


def _counts(text: str, match: re.Match[str], start: int) -> bool:
    """Return whether an address on any other host is one of ours, by the words before it."""
    if match["host"] is None:
        return True
    rules = load("repositories")
    host = match["host"].lower().removeprefix("www.")
    if host == "doi.org" and "zenodo" in (match["path"] or "").lower():
        return True
    return not re.search(rules["never"], host) and bool(
        re.search(rules["cue"], text[max(0, start - 120) : start], re.IGNORECASE)
    )


def canonical(written: str) -> str | None:
    """Return the canonical address, or None for a placeholder: https, lower-case host without www., owner/name on git hosts."""
    text = re.sub(r"\s+|\\protect", "", written)
    text = text.replace("$\\sim$", "~").replace("\\\\", "\\")
    text = re.sub(r"\\([_%#&~])", r"\1", text)
    if re.fullmatch(r"10\.5281/zenodo\.\d+", text, re.IGNORECASE):
        return f"https://doi.org/{text.lower()}"
    text = re.sub(r"^(?:https?(?::/{1,3}|//))+", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^(?:ssh://)?git@([^:/]+):", r"\1/", text, flags=re.IGNORECASE)
    host, _, path = re.sub(r"^www\.", "", text, flags=re.IGNORECASE).partition("/")
    if "?" in host or "#" in host:
        host, path = re.split(r"[?#]", host)[0], ""
    host = (
        host.lower().rstrip(".").replace("hf.co", "huggingface.co")
        if host.lower() == "hf.co"
        else host.lower().rstrip(".")
    )
    if host in ("doi.org", "dx.doi.org"):
        return (
            f"https://doi.org/{path.lower().rstrip('/')}"
            if "zenodo" in path.lower()
            else f"https://doi.org/{path}"
        )
    parts = [part for part in re.split(r"[?#]", path)[0].split("/") if part]
    return _shortened(host, parts, path)


def _shortened(host: str, parts: list[str], path: str) -> str | None:
    """Return the address with as much of its path as names the thing."""
    placeholder = re.compile(load("repositories")["placeholder"], re.IGNORECASE)
    if _GIT.match(host) and host != "code.google.com":
        if not parts or placeholder.match(parts[0]):
            return None
        parts = parts[:2]
    elif host.startswith("gitlab") or ".gitlab." in host:
        if not parts:
            return None
        cut = next(
            (i for i, part in enumerate(parts) if part in ("-", "tree", "blob") and i >= 2), len(parts)
        )
        parts = parts[:cut]
    elif host == "huggingface.co":
        if not parts:
            return None
        parts = parts[: 3 if parts[0] in ("datasets", "spaces", "collections", "papers") else 2]
    elif host.endswith("4open.science"):
        if len(parts) < 2:
            return None
        parts = ["r" if parts[0] in ("r", "repository") else parts[0], parts[1]]
    elif host == "osf.io":
        parts = parts[:1]
    elif (
        host not in ("zenodo.org",)
        and re.search(r"[?#]", path)
        and host in ("drive.google.com", "docs.google.com", "dropbox.com")
    ):
        return f"https://{host}/{path.rstrip('/')}"
    if parts:
        parts[-1] = re.sub(r"\.git$", "", parts[-1])
    return "/".join([f"https://{host}", *parts])


def role_of(text: str, start: int, end: int) -> str:
    """Return "other" when the words around the address speak of somebody else's work, else "official"."""
    before = text[max(0, start - 160) : start]
    sentence = before[max(before.rfind(". "), before.rfind("\n")) + 1 :] + text[start:end]
    return "other" if re.search(load("repositories")["other"], sentence, re.IGNORECASE) else "official"
