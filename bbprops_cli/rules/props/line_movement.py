"""How the props of one moment differ from those of another: lines that moved, came and went.

Props belong together by platform, game, folded player, market, period and variant. One line before and one after have
moved; where there are more, they are the steps of a ladder, and each is compared with the same line alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from bbprops_cli.rules.props.identity import line_group
from bbprops_cli.rules.props.odds_format import decimal_to_implied
from bbprops_cli.rules.props.prop import Prop

Change = Literal["moved", "appeared", "went"]
MOVED: Change = "moved"
APPEARED: Change = "appeared"
WENT: Change = "went"


class Move(NamedTuple):
    """What became of one line; `before` is None where it appeared, `after` where it went.

    `line` is by how much it moved, `over` and `under` by how much the probabilities did that the prices imply.
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
        """The larger of the line's move and the probabilities': 0 for what came or went."""
        return max(abs(self.line or 0), abs(self.over or 0), abs(self.under or 0))


def price_move(old: float | None, new: float | None) -> float | None:
    """The difference of the probabilities that two prices imply; None without either."""
    return None if old is None or new is None else round(decimal_to_implied(new) - decimal_to_implied(old), 4)


def moves(before: Iterable[Prop], after: Iterable[Prop]) -> list[Move]:
    """All that differs, the largest moves of lines first, then of prices, then what appeared and what went.

    The order does not depend on that of the props.
    """
    groups: dict[str, tuple[dict[float, Prop], dict[float, Prop]]] = defaultdict(lambda: ({}, {}))
    for side, props in enumerate((before, after)):
        for prop in props:
            lines = groups[line_group(prop)][side]
            twice = lines.get(prop.line)
            if twice is None or _worth(twice) < _worth(prop):  # the better price, whatever order they come in
                lines[prop.line] = prop
    found = [_move(*pair) for _, sides in sorted(groups.items()) for pair in _of_one(*sides)]
    return sorted(found, key=_place)


def _worth(prop: Prop) -> tuple[float, float, str, str, str]:
    return prop.odds or 0, prop.under_odds or 0, prop.player_name, str(prop.game_date), str(prop.team)


def _of_one(before: dict[float, Prop], after: dict[float, Prop]) -> Iterator[tuple[Prop | None, Prop | None]]:
    if len(before) == len(after) == 1:
        pairs: Iterable[tuple[Prop | None, Prop | None]] = zip(before.values(), after.values(), strict=True)
    else:
        pairs = ((before.get(line), after.get(line)) for line in sorted({**before, **after}))
    return (pair for pair in pairs if _differs(*pair))


def _differs(before: Prop | None, after: Prop | None) -> bool:
    if before is None or after is None:
        return True
    return (before.line, before.odds, before.under_odds) != (after.line, after.odds, after.under_odds)


def _move(before: Prop | None, after: Prop | None) -> Move:
    if before is None or after is None:
        newer = next(each for each in (after, before) if each is not None)
        return Move(before, after, newer, WENT if after is None else APPEARED, None, None, None)
    prices = price_move(before.odds, after.odds), price_move(before.under_odds, after.under_odds)
    return Move(before, after, after, MOVED, round(after.line - before.line, 6), *prices)


def _place(move: Move) -> tuple[object, ...]:
    sizes = -abs(move.line or 0), -max(abs(move.over or 0), abs(move.under or 0))
    return _ORDER[move.change], *sizes, move.prop.player_name, move.prop.market_type


_ORDER = {MOVED: 0, APPEARED: 1, WENT: 2}
