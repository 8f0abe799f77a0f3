"""Queries on the graph."""
