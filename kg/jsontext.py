"""Values as JSON text. JSON has no numbers for NaN and the infinities, so they are written as the texts "NaN", "Infinity", "-Infinity"."""

__all__ = ["finite", "json_text"]

import json
import math
from typing import Any


def json_text(value: Any) -> str:
    """Return a value as JSON on one line; what JSON has no form for becomes its text."""
    try:
        return _dumps(value)
    except ValueError:  # rare, and found only by writing
        return _dumps(finite(value))


def finite(value: Any) -> Any:
    """Return a value in which the numbers that JSON lacks are texts."""
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
