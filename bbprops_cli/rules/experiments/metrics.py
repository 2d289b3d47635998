"""Metrics of an experiment: their meaning, their better direction, and how they are read and changed."""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeGuard

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.json_document import value as read_value
from bbprops_cli.rules.values.json_path import path_text, steps

Better = Literal["high", "low", "zero", "one", ""]

# names | better direction | meaning. The direction is empty if neither is better.
_KNOWN = """
roi, yield | high | Profit divided by money staked
profit, units, profit_units, pnl | high | Money or units won
win_rate, hit_rate, accuracy | high | Share of bets won, pushes excluded
n_bets, bets, n, wins, losses, pushes, voids, stake_units, total_staked | | Number of bets, or money staked
bankroll_final | high | Bankroll at the end
avg_odds | | Mean decimal odds
avg_edge, edge, ev, ev_per_unit, expected_value | high | Expected return of the bets
brier, brier_score | low | Mean squared error of the probabilities
log_loss, logloss, cross_entropy | low | Mean of -ln p
ece, mce, calibration_error | low | Calibration error: predicted probabilities against results
calibration_slope | one | 1 if probabilities are neither too extreme nor too cautious
calibration_intercept, bias | zero | 0 if probabilities are right on average
auc, roc_auc, f1, precision, recall, r2 | high | How well a classification or a regression fits
mae, rmse, mse, mape | low | Error of the predicted number
beat_close_rate | high | Share of bets with a better price than at the close
clv, avg_clv | | Closing line value; clv_convention says which direction is better
sharpe, sortino, calmar, profit_factor | high | Return relative to the risk
max_drawdown, drawdown | zero | Deepest fall, as a fraction or in units, of either sign
var_95, volatility, variance | | Value at risk, or the spread of results
kelly_fraction | | Share of the bankroll staked
ruin_probability, risk_of_ruin | low | Probability of losing the whole bankroll
longest_losing_streak | low | Losses in a row
"""
# Higher is better for the closing probability minus the taken one, and for the edge over the close in basis points.
# Lower is better for the closing price divided by the taken price, minus 1.
CONVENTIONS: dict[str, Better] = {
    "implied_points": "high",
    "probability_points": "high",
    "basis_points": "high",
    "bps": "high",
    "decimal_percent": "low",
    "percent_of_odds": "low",
}
NUMBERS_OF_BETS = ("n_bets", "bets", "n", "num_bets")


class Metric(NamedTuple):
    """The better direction and the meaning of a metric; empty for an unknown metric."""

    good: Better = ""
    meaning: str = ""


def families() -> Iterator[tuple[list[str], Metric]]:
    """The known metrics, each with its synonymous names."""
    for row in _KNOWN.strip().splitlines():
        names, good, meaning = (cell.strip() for cell in row.split("|"))
        yield names.split(", "), Metric(good, meaning)  # type: ignore[arg-type]  # the table holds directions only


@cache
def _registry() -> dict[str, Metric]:
    return {name: metric for names, metric in families() for name in names}


def known(path: str, metrics: Mapping[str, Any]) -> Metric:
    """The metric at a path of a run, known by the last name of the path.

    `metrics` are all metrics of the run: `clv_convention` among them gives the direction of a closing line value.
    """
    *_, name = steps(path)
    found = _registry().get(_registry_name(name), Metric())
    if "clv" not in name.casefold():
        return found
    convention = _registry_name(str(metrics.get("clv_convention", "")))
    return found._replace(good=CONVENTIONS.get(convention, ""))


def _registry_name(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")


def rank(good: Better, number: float) -> float:
    """A number for sorting: the higher it is, the better is the metric."""
    return {"low": -number, "zero": -abs(number), "one": -abs(number - 1)}.get(good, number)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a finite number, which a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def flat(metrics: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Each value with its path, sorted by name, as PostgreSQL keeps no order; objects are flattened, lists are not."""
    for name, value in sorted(metrics.items()):
        if isinstance(value, dict) and value and len(before) < 8:
            yield from flat(value, (*before, name))
        else:
            yield path_text((*before, name)), value


def number_of_bets(metrics: Mapping[str, Any]) -> int | None:
    """The number of bets of a run, from its metrics; None if they do not say."""
    said = next((metrics[name] for name in NUMBERS_OF_BETS if is_number(metrics.get(name))), None)
    if said is not None:
        return int(said)
    settled = [number for name in ("wins", "losses") if is_number(number := metrics.get(name))]
    return sum(map(int, settled)) if len(settled) == 2 else None


def assigned(pairs: list[str]) -> dict[tuple[str, ...], Any]:
    """Paths and values from pairs such as `roi=0.12`; None, from `roi=`, removes a metric. Raises InvalidInput."""
    found: dict[tuple[str, ...], Any] = {}
    for pair in pairs:
        path, _, text = pair.partition("=")
        try:
            found[steps(path.strip() if "=" in pair else "")] = read_value(text.strip()) if text.strip() else None
        except ValueError as error:
            raise InvalidInput(
                f"--metric {pair[:60]!r}: {error}.", hint="Pass a pair such as --metric roi=0.12."
            ) from None
    return found


def merged(metrics: Mapping[str, Any], changes: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """The metrics with these changed or added; a value of None removes a metric."""
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
