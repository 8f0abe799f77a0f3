"""What every export says about the graph itself: whose it is, what is in it, and what it was made from.

Nothing is invented: a title, creator, licence, version or date stands there only if a person gave one.
"""

__all__ = [
    "NOTHING_SAID",
    "About",
    "Creator",
    "Description",
    "Dump",
    "Tally",
    "about_graph",
    "activity",
    "as_json",
    "checked",
    "described",
    "quads",
    "write_beside",
]

from kg.describe.about import NOTHING_SAID, About, Creator, checked
from kg.describe.counts import Tally
from kg.describe.description import Description, about_graph, described
from kg.describe.dump import Dump
from kg.describe.folder import write_beside
from kg.describe.linked import quads
from kg.describe.provenance import activity
from kg.describe.schema_org import as_json
