"""papergraph: the graph of tasks, methods, datasets, metrics, code and results, read from paper abstracts."""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    """Return the version, which takes 40 ms to look up and is seldom asked for."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("papergraph")
