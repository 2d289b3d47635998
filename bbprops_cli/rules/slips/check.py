"""Contradictions in a stored slip."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bbprops_cli.rules.slips import correlation
from bbprops_cli.rules.slips import value as slip_value
from bbprops_cli.rules.values.fold import fold_player

EV_TOLERANCE = 0.02  # a fraction of the EV: tools round it, and the probabilities


class Contradiction(NamedTuple):
    """One contradiction; `leg` counts from 1 and is None for the slip as a whole."""

    what: str
    leg: int | None
    detail: str


def findings(
    legs: Sequence[Mapping[str, Any]], ev: float, correlations: Mapping[str, Any], day: date
) -> Iterator[Contradiction]:
    """The contradictions that the slip alone shows, without a look at the database."""
    matrix = correlations.get("matrix")
    if matrix is not None:
        yield from (Contradiction("matrix", None, reason) for reason in correlation.problems(matrix, len(legs)))
    yield from _same_prop(legs)
    values = slip_value.values(legs, matrix, day)
    if values and not any(_agrees(ev, value) for value in values):
        ways = " or ".join(f"{value.ev:.4g} ({value.play})" for value in values)
        yield Contradiction("ev", None, f"is {ev:.4g}, but its legs and payout give {ways}")


def _agrees(ev: float, value: slip_value.SlipValue) -> bool:
    return value.low * (1 - EV_TOLERANCE) <= ev <= value.high * (1 + EV_TOLERANCE)


def _same_prop(legs: Sequence[Mapping[str, Any]]) -> Iterator[Contradiction]:
    by_prop: dict[Any, list[int]] = defaultdict(list)
    for number, leg in enumerate(legs, 1):
        by_prop[_prop(leg)].append(number)
    for first, *others in by_prop.values():
        yield from (Contradiction("same prop", number, f"is on the prop of leg {first}") for number in others)


def _prop(leg: Mapping[str, Any]) -> tuple[str, ...]:
    """What a leg bets on, without its line and side."""
    named = (str(leg.get(name, "")) for name in ("league", "market", "period", "game_date"))
    return (fold_player(str(leg.get("player", ""))), *named)


def gone(legs: Sequence[Mapping[str, Any]], present: Collection[str], *, has_snapshot: bool) -> Iterator[Contradiction]:
    """The legs whose prop is not among the `present` ids, which are in lower case with dashes."""
    for number, leg in enumerate(legs, 1):
        prop = leg.get("prop_id")
        if prop and str(prop).lower() not in present:
            rest = "" if has_snapshot else ", and the slip has no snapshot"
            yield Contradiction(
                "prop deleted", number, f"names the prop {str(prop)[-6:]}, which no longer exists{rest}"
            )
