"""How two sets of props differ, such as two snapshots: lines that were changed, added and removed.

Props belong together by platform, game, folded player, market, period and variant (`identity.line_group`). One line
before and one line after are the same line, changed. If there are more, they are alternate lines, and each is
compared with the line of the same number only.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from bbprops_cli.rules.props.odds_format import decimal_to_implied
from bbprops_cli.rules.props.prop import Prop

Change = Literal["changed", "added", "removed"]
CHANGE_ORDER: tuple[Change, ...] = ("changed", "added", "removed")  # as a report lists them
_PRICE_DIGITS, _LINE_DIGITS = 4, 6  # decimal places of the differences


class LineChange(NamedTuple):
    """How one line differs; `before` is None for an added line, `after` for a removed one.

    `line` is the difference of the two lines, `over` and `under` are the differences of the implied probabilities.
    """

    before: Prop | None
    after: Prop | None
    prop: Prop  # the newer of the two
    change: Change
    line: float | None
    over: float | None
    under: float | None

    @property
    def size(self) -> float:
        """The largest of the three differences without its sign; 0 for an added or a removed line."""
        return max(abs(self.line or 0), abs(self.over or 0), abs(self.under or 0))


def implied_change(old: float | None, new: float | None) -> float | None:
    """The difference of the probabilities that two decimal prices imply; None if either price is missing."""
    return (
        None if old is None or new is None else round(decimal_to_implied(new) - decimal_to_implied(old), _PRICE_DIGITS)
    )


def group_changes(offers: Iterable[tuple[int, Prop]]) -> Iterator[LineChange]:
    """The differences of the props of one group: each is on side 0, before, or on side 1, after.

    The result does not depend on the order of the props.
    """
    sides: tuple[dict[float, Prop], dict[float, Prop]] = ({}, {})
    for side, prop in offers:
        lines = sides[side]
        duplicate = lines.get(prop.line)
        if duplicate is None or _worth(duplicate) < _worth(prop):  # the better price, in whatever order they come
            lines[prop.line] = prop
    return (_line_change(*pair) for pair in _pairs(*sides))


def _worth(prop: Prop) -> tuple[float, float, str, str, str]:
    return prop.odds or 0, prop.under_odds or 0, prop.player_name, str(prop.game_date), str(prop.team)


def _pairs(before: dict[float, Prop], after: dict[float, Prop]) -> Iterator[tuple[Prop | None, Prop | None]]:
    if len(before) == len(after) == 1:
        pairs: Iterable[tuple[Prop | None, Prop | None]] = zip(before.values(), after.values(), strict=True)
    else:
        pairs = ((before.get(line), after.get(line)) for line in sorted({**before, **after}))
    return (pair for pair in pairs if _differs(*pair))


def _differs(before: Prop | None, after: Prop | None) -> bool:
    if before is None or after is None:
        return True
    return (before.line, before.odds, before.under_odds) != (after.line, after.odds, after.under_odds)


def _line_change(before: Prop | None, after: Prop | None) -> LineChange:
    if before is None or after is None:
        newer = next(each for each in (after, before) if each is not None)
        return LineChange(before, after, newer, "removed" if after is None else "added", None, None, None)
    prices = implied_change(before.odds, after.odds), implied_change(before.under_odds, after.under_odds)
    return LineChange(before, after, after, "changed", round(after.line - before.line, _LINE_DIGITS), *prices)


def report_order(found: LineChange) -> tuple[int, float, float, str, str]:
    """The key by which a report is sorted: changed lines by size, then changed prices, added lines, removed lines."""
    sizes = -abs(found.line or 0), -max(abs(found.over or 0), abs(found.under or 0))
    return CHANGE_ORDER.index(found.change), *sizes, found.prop.player_name, found.prop.market_type
