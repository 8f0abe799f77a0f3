"""What can be said of a Cypher query from its text alone: its words, its clauses, and the edges that it asks for."""
