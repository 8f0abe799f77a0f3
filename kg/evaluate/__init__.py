"""Figures against gold abstracts."""
