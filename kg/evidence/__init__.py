"""The evidence database: records read, extractions, and the decisions of people, in one SQLite file."""
