"""Faults are injected into runs over the sample pages."""

from tests.cli.conftest import graph, kg

__all__ = ["graph", "kg"]
