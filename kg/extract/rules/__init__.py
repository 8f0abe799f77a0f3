"""Rules as data: one TOML file an idea, each rule with sentences that it must hit and miss."""

__all__ = ["load", "words"]

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return the rules of `name`.toml."""
    return tomllib.loads(files("kg.extract.rules").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def words(text: str) -> list[str]:
    """Return the words of a list written with white space between them."""
    return text.split()
