"""Scores against gold abstracts."""
