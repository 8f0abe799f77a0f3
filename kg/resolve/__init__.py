"""Resolve the clusters of all papers to concepts."""

__all__ = ["normal_form", "resolve"]

from kg.names import normal_form
from kg.resolve.clusters import resolve
