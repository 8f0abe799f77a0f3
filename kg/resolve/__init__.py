"""Extractions to concepts: which names in which papers mean the same thing."""

__all__ = ["normal_form", "resolve"]

from kg.names import normal_form
from kg.resolve.clusters import resolve
