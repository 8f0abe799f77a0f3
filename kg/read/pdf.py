"""Tell addresses of PDFs from those of pages."""

__all__ = ["pdf"]

import re

_PDF = re.compile(
    r"https?://(?:(?:(?:www|export)\.)?arxiv\.org/pdf/|openreview\.net/pdf\?|[^?#]+\.pdf(?:[?#]|$)).*",
    re.IGNORECASE,
)


def pdf(*addresses: str | None) -> str | None:
    """Return the first address that is evidently one of a PDF, or None."""
    return next(
        (address.strip() for address in addresses if address and _PDF.fullmatch(address.strip())), None
    )
