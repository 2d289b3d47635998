"""What people store of an experiment: metrics by name, which way is better, and how they are read out of a run."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.json_document import value as read_value
from bbprops_cli.rules.values.json_path import path_text, steps

Good = Literal["high", "low", "zero", "one", ""]

# names | which way is better | meaning. Empty where more is neither better nor worse.
_KNOWN = """
roi, yield | high | Profit by money staked, a fraction
profit, units, profit_units, pnl | high | Money or units won
win_rate, hit_rate, accuracy | high | Share that came in, pushes left out
n_bets, bets, n, wins, losses, pushes, voids, stake_units, total_staked | | A number of bets, or money staked
bankroll_final | high | Money at the end
avg_odds | | Mean decimal price
avg_edge, edge, ev, ev_per_unit, expected_value | high | What was expected of the bets
brier, brier_score | low | Mean squared error of the probabilities
log_loss, logloss, cross_entropy | low | Mean of -ln p
ece, mce, calibration_error | low | Probabilities against what came in
calibration_slope | one | 1 where probabilities are neither too bold nor too timid
calibration_intercept, bias | zero | 0 where probabilities are right on the whole
auc, roc_auc, f1, precision, recall, r2 | high | How well a classification or a regression fits
mae, rmse, mse, mape | low | Error of the predicted number
beat_close_rate | high | Share of bets with a better price than at the close
clv, avg_clv | | Closing line value: which way is better, clv_convention says
sharpe, sortino, calmar, profit_factor | high | Return by what was risked
max_drawdown, drawdown | zero | Deepest fall, as a fraction or in units, of either sign
var_95, volatility, variance | | What may be lost, or the spread
kelly_fraction | | Share of the bankroll staked
ruin_probability, risk_of_ruin | low | That the money runs out
longest_losing_streak | low | Losses in a row
"""
# Close minus taken probability, and the model's edge over the close in basis points: more is better. As the close's
# price by the taken one, less one, it is better the lower it is.
CONVENTIONS: dict[str, Good] = {
    "implied_points": "high",
    "probability_points": "high",
    "basis_points": "high",
    "bps": "high",
    "decimal_percent": "low",
    "percent_of_odds": "low",
}
NUMBERS_OF_BETS = ("n_bets", "bets", "n", "num_bets")


class Metric(NamedTuple):
    """What is known of a metric by its name."""

    good: Good = ""
    meaning: str = ""


def families() -> Iterator[tuple[list[str], Metric]]:
    """The names that mean the same, and what is known of them."""
    for row in _KNOWN.strip().splitlines():
        names, good, meaning = (cell.strip() for cell in row.split("|"))
        yield names.split(", "), Metric(good, meaning)  # type: ignore[arg-type]  # the table holds ways only


@cache
def _registry() -> dict[str, Metric]:
    return {name: metric for names, metric in families() for name in names}


def known(path: str, metrics: Mapping[str, Any]) -> Metric:
    """What is known of the metric at a path of this run: its last name tells."""
    *_, name = steps(path)
    found = _registry().get(name.casefold().replace(" ", "_").replace("-", "_"), Metric())
    if "clv" not in name.casefold():
        return found
    convention = str(metrics.get("clv_convention", "")).casefold().replace(" ", "_").replace("-", "_")
    return found._replace(good=CONVENTIONS.get(convention, ""))


def rank(good: Good, number: float) -> float:
    """A number that is the higher the better."""
    return {"low": -number, "zero": -abs(number), "one": -abs(number - 1)}.get(good, number)


def is_number(value: Any) -> bool:
    """Whether a value of a run can be counted with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def flat(metrics: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each value with its path, by name, as PostgreSQL keeps no order; objects are taken apart, lists are values."""
    for name, value in sorted(metrics.items()):
        if isinstance(value, dict) and value and len(before) < 8:
            yield from flat(value, (*before, name))
        else:
            yield path_text((*before, name)), value


def number_of_bets(metrics: Mapping[str, Any]) -> int | None:
    """How many bets a run stands on, where it says so."""
    said = next((metrics[name] for name in NUMBERS_OF_BETS if is_number(metrics.get(name))), None)
    if said is not None:
        return int(said)
    settled = [metrics.get(name) for name in ("wins", "losses")]
    return sum(map(int, settled)) if all(map(is_number, settled)) else None  # type: ignore[arg-type]  # just looked at


def assigned(pairs: list[str]) -> dict[tuple[str, ...], Any]:
    """`roi=0.12` as path and value, None to take one away; InvalidInput for NaN, Infinity and what is no pair."""
    found: dict[tuple[str, ...], Any] = {}
    for pair in pairs:
        path, _, text = pair.partition("=")
        try:
            found[steps(path.strip() if "=" in pair else "")] = read_value(text.strip()) if text.strip() else None
        except ValueError as error:
            raise InvalidInput(f"--metric {pair[:60]!r}: {error}.", hint="Write --metric roi=0.12.") from None
    return found


def merged(metrics: Mapping[str, Any], changes: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """The metrics with these changed, added, or, where they are None, taken away."""
    result = dict(metrics)
    for (name, *rest), value in changes.items():
        if rest:
            inner = result.get(name)
            result[name] = merged(inner if isinstance(inner, dict) else {}, {tuple(rest): value})
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result
