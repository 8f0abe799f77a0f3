"""The graph, computed from the evidence."""
