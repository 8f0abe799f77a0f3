"""A store of one class, as somebody else would write it: a JSON file of rows. It is registered by an entry point."""

__all__ = ["ENTRY_POINTS", "METADATA", "SOURCE"]

METADATA = "Metadata-Version: 2.1\nName: toy-store\nVersion: 1.0\n"
ENTRY_POINTS = "[papergraph.stores]\ntoy = toy_store:ToyStore\n"
SOURCE = '''
import json

from kg.files import replaced
from kg.stores.rows import digest, row


class ToyStore:
    """Keys and hashes of all rows, in one file."""

    @staticmethod
    def load(path, nodes, edges, *, base, rebuild=False):
        rows = [[[found.key, found.hash] for found in map(row, things)] for things in (nodes, edges)]
        with replaced(path) as new:
            new.write_text(json.dumps(rows))

    @staticmethod
    def signature(path):
        return digest(*json.loads(path.read_text()))
'''
