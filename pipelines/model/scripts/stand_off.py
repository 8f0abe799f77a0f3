"""Turn resolved annotations (with text) into stand-off ones (ids, content hash, offsets, labels; no text).

stand_off.py RESOLVED.jsonl > ANNOTATIONS.jsonl
"""

import json
import sys
from pathlib import Path

from kg.ids import content_key


def main() -> None:
    """Print one stand-off line per abstract."""
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        print(
            json.dumps(
                {
                    "id": paper["id"],
                    "text_hash": content_key("text", paper["text"]),
                    "entities": [[e["start"], e["end"], e["label"], e["cluster"]] for e in paper["entities"]],
                    "clusters": [[c["key"], c["label"], c.get("role")] for c in paper["clusters"]],
                    "relations": paper["relations"],
                    "results": paper["results"],
                    "repositories": [[r["canonical"], r["role"], r["of"]] for r in paper["repositories"]],
                },
                ensure_ascii=False,
            )
        )


if __name__ == "__main__":
    main()
