"""How the props of one moment differ from those of another: lines that moved, came and went.

Props belong together by platform, game, folded player, market, period and variant. One line before and one after have
moved; where there are more, they are the steps of a ladder, and each is compared with the same line alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from bbprops_cli.rules.identity import line_group
from bbprops_cli.rules.odds_format import decimal_to_implied
from bbprops_cli.rules.prop import Prop

Change = Literal["moved", "appeared", "went"]
MOVED, APPEARED, WENT = "moved", "appeared", "went"


class Move(NamedTuple):
    """What became of one line; `before` is None where it appeared, `after` where it went."""

    before: Prop | None
    after: Prop | None

    @property
    def prop(self) -> Prop:
        """The newer of the two."""
        return next(each for each in (self.after, self.before) if each is not None)

    @property
    def change(self) -> Change:
        """What happened."""
        return "appeared" if self.before is None else "went" if self.after is None else "moved"

    @property
    def line(self) -> float | None:
        """By how much the line moved."""
        return round(self.after.line - self.before.line, 6) if self.before and self.after else None

    @property
    def over(self) -> float | None:
        """By how much the probability moved that the over price implies."""
        return price_move(self.before, self.after)

    @property
    def under(self) -> float | None:
        """Likewise for the under price."""
        return price_move(self.before, self.after, "under_odds")

    @property
    def size(self) -> float:
        """The larger of the line's move and the probabilities': 0 for what came or went."""
        return max(abs(self.line or 0), abs(self.over or 0), abs(self.under or 0))


def price_move(before: Prop | None, after: Prop | None, side: Literal["odds", "under_odds"] = "odds") -> float | None:
    """The difference of the probabilities that two prices imply; None without either."""
    old, new = (getattr(each, side, None) for each in (before, after))
    return None if old is None or new is None else round(decimal_to_implied(new) - decimal_to_implied(old), 4)


def moves(before: Iterable[Prop], after: Iterable[Prop]) -> list[Move]:
    """All that differs, the largest moves of lines first, then of prices, then what appeared and what went."""
    groups: dict[str, tuple[dict[float, Prop], dict[float, Prop]]] = defaultdict(lambda: ({}, {}))
    for side, props in enumerate((before, after)):
        for prop in sorted(
            props, key=_prices
        ):  # of one line offered twice the better price, whatever order they come in
            groups[line_group(prop)][side][prop.line] = prop
    found = [move for earlier, later in groups.values() for move in _of_one(earlier, later)]
    return sorted(found, key=_place)


def _prices(prop: Prop) -> tuple[float, float]:
    return prop.odds or 0, prop.under_odds or 0


def _of_one(before: dict[float, Prop], after: dict[float, Prop]) -> Iterator[Move]:
    if len(before) == len(after) == 1:
        pairs = [Move(*before.values(), *after.values())]
    else:
        pairs = [Move(before.get(line), after.get(line)) for line in {**before, **after}]
    return (pair for pair in pairs if _differs(pair.before, pair.after))


def _differs(before: Prop | None, after: Prop | None) -> bool:
    if before is None or after is None:
        return True
    return (before.line, before.odds, before.under_odds) != (after.line, after.odds, after.under_odds)


def _place(move: Move) -> tuple[object, ...]:
    prop = move.prop
    sizes = (-abs(move.line or 0), -max(abs(move.over or 0), abs(move.under or 0)))
    order = (MOVED, APPEARED, WENT).index(move.change)
    return (order, *sizes, prop.player_name, prop.market_type, prop.platform, prop.period, prop.variant, prop.line)
