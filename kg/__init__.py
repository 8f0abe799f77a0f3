"""papergraph: the graph of tasks, methods, datasets, metrics, code and results, read from paper abstracts."""

from importlib.metadata import version

__all__ = ["__version__"]

__version__ = version("papergraph")
