"""The evidence database: what was read and extracted, with the decisions of people, in one SQLite file."""
