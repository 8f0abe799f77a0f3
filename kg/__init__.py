"""papergraph: the graph of tasks, methods, datasets, metrics, code and results, read from paper abstracts."""

__all__ = ["__version__", "annotate", "open"]

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import annotate, open

    __version__: str


def __getattr__(name: str) -> Any:
    """Return what is asked for: the version takes 40 ms to look up, and `kg --help` needs none of this."""
    if name in ("annotate", "open"):
        from kg import api

        return getattr(api, name)
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("papergraph")
