"""Whether a higher or lower value of a metric is better, by its names."""

__all__ = ["direction"]

from collections.abc import Iterable

_LOWER = frozenset(
    "ade bias bpc bpd budget cer complexity consumption cost delay der discrepancy distance distortion "
    "divergence ece eer energy error fad fde fid flop footprint fvd hallucination hour kid latency length "
    "loss lpips mae mape memory miss mpjpe mse nll operation overhead parameter perplexity ppl rate regret "
    "rmse runtime size surprisal time toxicity tpot ttft usage variance violation wer".split()
)
_HIGHER = frozenset("efficiency speed speedup throughput".split())  # whatever other words there are
_HIGHER_RATE = frozenset(
    "acceptance compression convergence detection frame hit pass positive recall recognition retrieval "
    "sampling success win".split()
)
_LOWER_TOGETHER = ({"false", "positive"}, {"false", "negative"}, {"negative", "log"})
_HIGHER_TOGETHER = ({"per", "second"}, {"memory", "bandwidth"})


def direction(key: str, others: Iterable[str] = ()) -> str:
    """Return "lower" or "higher" for the normal form of a metric's name; "higher" by default.

    `others` are normal forms of its other names: a well-known abbreviation (`lpips`) decides.
    """
    if not _LOWER.isdisjoint(other for other in others if " " not in other):
        return "lower"
    words = set(key.replace("%", " ").split())
    if any(together <= words for together in _LOWER_TOGETHER):
        return "lower"
    if words & _HIGHER or any(together <= words for together in _HIGHER_TOGETHER):
        return "higher"
    lower = words & _LOWER
    if lower == {"rate"} and words & _HIGHER_RATE:
        lower = set()
    return "lower" if lower else "higher"
