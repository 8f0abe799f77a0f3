"""Engines: where extraction runs."""
