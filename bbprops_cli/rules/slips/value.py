"""What a slip is worth: its expected return per unit staked (1 is break-even) and the variance of that return."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bbprops_cli.rules.slips import correlation, payouts

_Leg = Mapping[str, Any]


class SlipValue(NamedTuple):
    """The worth of a slip played in one way; the EV with and without correlation lies between `low` and `high`."""

    play: str
    ev: float
    variance: float
    low: float
    high: float


def values(legs: Sequence[_Leg], matrix: object, day: date, payout: float | None = None) -> list[SlipValue]:
    """The worth of a slip, once for each way to play it; empty if a probability or the payout is unknown.

    The payout is the given one, else the product of the odds of the legs, else what the platform paid on that day.
    """
    chances = [leg.get("probability") for leg in legs]
    if None in chances:
        return []
    known = [float(chance) for chance in chances if chance is not None]
    together = joint(known, matrix)
    return [_value(play, known, together) for play in _plays(legs, day, payout)]


def joint(chances: Sequence[float], matrix: object) -> float:
    """The probability that all legs win; correlations count in pairs, and the result is kept within probabilities."""
    independent = math.prod(chances)
    if 0 in chances or not correlation.is_square(matrix, len(chances)):
        return independent
    odds = [math.sqrt((1 - chance) / chance) for chance in chances]
    pairs = ((row, column) for row in range(len(chances)) for column in range(row))
    lift = math.fsum(matrix[row][column] * odds[row] * odds[column] for row, column in pairs)
    return min(max(independent * (1 + lift), 0.0), *chances)


def _plays(legs: Sequence[_Leg], day: date, payout: float | None) -> list[payouts.Play]:
    prices = [leg["odds"] for leg in legs if leg.get("odds")]
    if payout is not None or len(prices) == len(legs):
        return [payouts.Play("all", (math.prod(prices) if payout is None else payout,))]
    platforms = {str(leg["platform"]) for leg in legs}
    if len(platforms) != 1 or any(leg.get("variant", "standard") != "standard" for leg in legs):
        return []
    scale = math.prod(leg.get("multiplier") or 1 for leg in legs)
    found = payouts.plays(platforms.pop(), len(legs), day)
    # No platform documents what a multiplier does to the lower payouts of a flex play.
    sure = [play for play in found if scale == 1 or not play.pays[1:]]
    return [play._replace(pays=tuple(pay * scale for pay in play.pays)) for play in sure]


def _value(play: payouts.Play, chances: Sequence[float], together: float) -> SlipValue:
    misses = _misses(chances)
    independent = _mean(play.pays, misses)
    if not play.pays[1:]:  # all or nothing: only the probability that all legs win counts, which correlation changes
        misses[0] = together
    ev = _mean(play.pays, misses)
    variance = max(_mean([pay * pay for pay in play.pays], misses) - ev * ev, 0.0)
    return SlipValue(play.name, ev, variance, min(ev, independent), max(ev, independent))


def _mean(pays: Sequence[float], misses: Sequence[float]) -> float:
    return math.fsum(pay * chance for pay, chance in zip(pays, misses, strict=False))


def _misses(chances: Sequence[float]) -> list[float]:
    """The probability of each number of missed legs, if the legs are independent."""
    found = [1.0]
    for chance in chances:
        hit, missed = [*(each * chance for each in found), 0.0], [0.0, *(each * (1 - chance) for each in found)]
        found = [one + other for one, other in zip(hit, missed, strict=True)]
    return found
