"""The self-contained page: one file of HTML with its program, its style sheet and the graph, which needs no other file."""

__all__ = ["MOST_BYTES", "MOST_PAPERS", "page"]

import base64
import gzip
import hashlib
from importlib.resources import files

from kg.answers.marked_html import clean
from kg.describe import NOTHING_SAID, About, as_json, described
from kg.errors import UsageError
from kg.evidence.database import EvidenceDatabase
from kg.page.data import json_bytes, parts
from kg.page.embedded import embedded
from kg.page.words import UNTITLED

MOST_PAPERS = 20_000
MOST_BYTES = 25_000_000
"""What a browser still opens in seconds, and a mail still takes."""

_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script type="application/ld+json">{linked}</script>
<style>{style}</style>
</head>
<body>
<div id="app"><p class="loading">Unpacking the graph …</p>
<noscript><p>This page needs JavaScript; <code>kg export site</code> writes pages that do not.</p></noscript></div>
{data}
<script>{script}</script>
</body>
</html>
"""


def page(evidence: EvidenceDatabase, about: About = NOTHING_SAID) -> bytes:
    """Return the page of a graph and what a person says about it; equal graphs give equal bytes.

    Raises UsageError for a graph that is too large for one file.
    """
    ((papers,),) = evidence.db.execute("SELECT count(*) FROM paper")
    if papers > MOST_PAPERS:
        raise _too_large(f"{MOST_PAPERS:,} papers, and this graph has {papers:,}")
    title = about.title or UNTITLED
    data = parts(evidence, title, about.signature)
    packed = {name: _packed(json_bytes(part)) for name, part in data.items()}
    style, script, graph = (_bundled(name) for name in ("style.css", "app.js", "graph.js"))
    packed["graph"] = _packed(graph.encode())
    policy = (
        f"default-src 'none'; script-src {_hash(script)} {_hash(graph)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    blocks = (
        f'<script type="application/gzip" id="data-{name}">{text}</script>' for name, text in packed.items()
    )
    whole = _TEMPLATE.format(
        title=clean(title),
        linked=embedded(as_json(described(evidence, about))),
        policy=policy,
        style=style,
        script=script,
        data="\n".join(blocks),
    ).encode()
    if len(whole) > MOST_BYTES:
        raise _too_large(f"{MOST_BYTES / 1e6:.0f} MB, and this one would have {len(whole) / 1e6:.0f}")
    return whole


def _too_large(why: str) -> UsageError:
    return UsageError(f"a page holds at most {why}: kg export site -o FOLDER writes many small ones")


def _bundled(name: str) -> str:
    return files("kg.page").joinpath("bundle", name).read_text(encoding="utf-8")


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _hash(text: str) -> str:
    """Return the source of a Content-Security-Policy that allows just this script or style (CSP Level 3, 8.4)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
