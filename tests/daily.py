"""The cases of a test that are run each day; the others of their kind are slow."""

__all__ = ["daily"]

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def daily(cases: Iterable[Any], chosen: Collection[Any]) -> list[Any]:
    """Return the cases for `parametrize`, those that are not chosen marked as slow; tuples hold several arguments."""
    found = [case if isinstance(case, tuple) else (case,) for case in cases]
    wanted = {case if isinstance(case, tuple) else (case,) for case in chosen}
    assert wanted <= set(found), "a case of each day is a case"
    return [pytest.param(*case, marks=() if case in wanted else pytest.mark.slow) for case in found]
