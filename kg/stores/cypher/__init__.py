"""Analyze a Cypher query from its text alone: tokens, clauses, and the relationships it asks for."""
