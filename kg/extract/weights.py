"""Weights of a log-linear model by the names of its features, as a file."""

__all__ = ["Weights", "log_odds", "probability_of", "weighed"]

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.extract.elementary import exp, log, total

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """`table` is (features, classes); `row` is the row of each feature."""

    classes: tuple[str, ...]
    row: Mapping[str, int]
    table: Floats

    @classmethod
    def of(cls, classes: tuple[str, ...], weights: Mapping[tuple[str, str], float]) -> "Weights":
        """Make a table of (feature, class) -> weight; features without a weight that 16 bits can tell from zero are left out."""
        names = sorted({feature for (feature, _), weight in weights.items() if abs(weight) >= 1e-4})
        row = {name: i for i, name in enumerate(names)}
        column = {name: i for i, name in enumerate(classes)}
        table = np.zeros((len(names), len(classes)), np.float32)
        for (feature, name), weight in weights.items():
            if feature in row:
                table[row[feature], column[name]] = np.float16(weight)
        return cls(classes, row, table)

    def sums(self, items: Iterable[Iterable[str]]) -> npt.NDArray[np.float64]:
        """Return the summed weights of the features of every item, (items, classes); unknown features weigh nothing.

        The sums are exact, so their order decides nothing: weights of 16 bits are multiples of 2**-24 below
        2**16, and 64 bits hold the sum of thousands of them.
        """
        row_of, nothing = self.row.get, len(self.row)
        rows: list[int] = []
        starts = []
        for item in items:
            starts.append(len(rows))
            rows.append(nothing)  # so that no item is empty
            rows += [row for f in item if (row := row_of(f)) is not None]
        if not starts:
            return np.zeros((0, len(self.classes)))
        return np.asarray(np.add.reduceat(self._padded.take(rows, axis=0), starts, axis=0))

    @cached_property
    def _padded(self) -> npt.NDArray[np.float64]:
        """The table with a row of zeros behind it."""
        return np.vstack([self.table, np.zeros((1, len(self.classes)))])

    def probabilities(self, items: Iterable[Iterable[str]]) -> npt.NDArray[np.float64]:
        """Return the probability of every class for every item, (items, classes): the softmax of `sums`."""
        sums = self.sums(items)
        if not len(sums):
            return sums
        raised = exp(sums - sums.max(axis=1, keepdims=True))
        return np.asarray(raised / total(raised))

    def save(self, path: Path, **more: Any) -> None:
        """Write the weights in 16 bits, and further arrays with them."""
        names = np.frombuffer("\n".join(self.row).encode(), dtype=np.uint8)
        np.savez_compressed(
            path, features=names, classes=np.array(self.classes), table=self.table.astype(np.float16), **more
        )

    @classmethod
    def load(cls, path: Any) -> tuple["Weights", dict[str, Any]]:
        """Read what `save` wrote: the weights, and the further arrays by name; `path` may be a package resource."""
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
            packed = parts["features"].tobytes().decode()
            names = packed.split("\n") if packed else []
            weights = cls(
                tuple(parts["classes"].tolist()),
                {name: i for i, name in enumerate(names)},
                parts["table"].astype(np.float32),
            )
            return weights, {
                name: parts[name] for name in parts.files if name not in ("features", "classes", "table")
            }


def weighed(probability: Mapping[str, float], told: Mapping[str, float]) -> dict[str, float]:
    """Return probabilities times further factors, given as logarithms, so that they add up to one again.

    A name without a factor has the least one.
    """
    lowest = min(told.values())
    factors = exp([told.get(name, lowest) - max(told.values()) for name in probability]).tolist()
    raised = [p * factor for p, factor in zip(probability.values(), factors, strict=True)]
    whole = fsum(raised) or 1.0
    return {name: value / whole for name, value in zip(probability, raised, strict=True)}


def log_odds(probabilities: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return the logarithms of the odds, of probabilities kept a millionth away from zero and one."""
    p = np.clip(np.asarray(probabilities, np.float64), 1e-6, 1 - 1e-6)
    return log(p / (1 - p))


def probability_of(odds: float) -> float:
    """Return the probability of log-odds."""
    return float(1 / (1 + exp(-odds)))
