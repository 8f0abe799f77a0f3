"""Values as JSON text.

NaN and the infinities, which JSON lacks, become the strings "NaN", "Infinity", "-Infinity".
"""

__all__ = ["finite", "json_text"]

import json
import math
from typing import Any


def json_text(value: Any) -> str:
    """Return a value as one line of JSON; other types than those of JSON become strings."""
    try:
        return _dumps(value)
    except ValueError:  # rare, and only detected by writing
        return _dumps(finite(value))


def finite(value: Any) -> Any:
    """Replace the numbers that JSON lacks by strings, also within lists and dictionaries."""
    match value:
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        case dict():
            return {finite(name): finite(part) for name, part in value.items()}
        case list() | tuple():
            return [finite(part) for part in value]
    return value


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, allow_nan=False)
