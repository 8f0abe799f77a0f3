"""Licences by their SPDX ids, or by any address."""

__all__ = ["licence", "name_of"]

from difflib import get_close_matches

from kg.describe.addresses import is_web_address
from kg.errors import UsageError

_SPDX = "https://spdx.org/licenses/"
_CREATIVE_COMMONS = "https://creativecommons.org/"
# SPDX id -> IRI: the one that the publisher of a licence gives it, where there is one that everyone uses.
_KNOWN = {
    "CC0-1.0": f"{_CREATIVE_COMMONS}publicdomain/zero/1.0/",
    **{
        f"CC-{terms}-{version}": f"{_CREATIVE_COMMONS}licenses/{terms.lower()}/{version}/"
        for terms in ("BY", "BY-SA", "BY-NC", "BY-NC-SA", "BY-ND", "BY-NC-ND")
        for version in ("3.0", "4.0")
    },
    **{
        name: f"{_SPDX}{name}"
        for name in (
            "Apache-2.0 BSD-3-Clause CDLA-Permissive-2.0 CDLA-Sharing-1.0 DL-DE-BY-2.0 EUPL-1.2 MIT "
            "ODC-By-1.0 ODbL-1.0 OGL-UK-3.0 PDDL-1.0 etalab-2.0"
        ).split()
    },
}
_BY_NAME = {name.casefold(): iri for name, iri in _KNOWN.items()}


def licence(text: str) -> str:
    """Return the IRI of a licence, given by its SPDX id in any case or by its own address.

    Raises UsageError for anything else.
    """
    if known := _BY_NAME.get(text.casefold()):
        return known
    if is_web_address(text):
        return text
    near = get_close_matches(text.casefold(), _BY_NAME, n=1)
    hint = f" Did you mean {next(name for name in _KNOWN if name.casefold() == near[0])!r}?" if near else ""
    raise UsageError(
        f"unknown licence {text!r:.200}.{hint} Give its address, or one of {', '.join(sorted(_KNOWN))}."
    )


def name_of(iri: str) -> str:
    """Return the SPDX id of a licence, or its IRI if it is none of those known here."""
    return next((name for name, known in _KNOWN.items() if known == iri), iri)
