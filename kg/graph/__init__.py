"""The log of what papers say, and the graph that follows from it."""
