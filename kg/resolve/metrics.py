"""Whether more of a metric is better, told from its name."""

__all__ = ["direction"]

_LOWER = frozenset(
    "bpc bpd cer complexity consumption cost delay der discrepancy distance distortion divergence ece eer energy error fad fid flop "
    "footprint fvd hour kid latency length loss lpips mae mape memory miss mpjpe mse nll overhead parameter perplexity ppl rate "
    "regret rmse runtime second size time usage variance violation wer".split()
)
_HIGHER_RATE = frozenset("acceptance compression detection hit pass positive recall recognition retrieval success sampling win".split())


def direction(key: str) -> str:
    """Return "lower" or "higher" for the normal form of a metric's name; "higher" where nothing speaks against it."""
    words = set(key.replace("%", " ").split())
    lower = words & _LOWER
    if lower == {"rate"} and (words & _HIGHER_RATE and "false" not in words):
        lower = set()
    return "lower" if lower else "higher"
