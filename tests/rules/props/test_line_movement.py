"""What moved, appeared and went."""

from typing import Any

import pytest

from bbprops_cli.rules.props.line_movement import Move, moves
from bbprops_cli.rules.props.prop import Prop


def offer(line: float, odds: float | None = 2.0, **values: Any) -> Prop:
    everything: dict[str, Any] = dict.fromkeys(Prop.__slots__)
    everything |= {"league": "NFL", "player_name": "Ada Example", "market_type": "points", "period": "full"}
    everything |= {"variant": "standard", "platform": "book", "game_id": "g1", "extra_metadata": {}, "external_id": ""}
    return Prop(**{**everything, "line": line, "odds": odds, **values})


def told(found: list[Move]) -> list[tuple[str, float | None, float | None]]:
    return [(move.change, move.line, move.over) for move in found]


def test_what_is_the_same_is_no_change() -> None:
    assert moves([offer(4.5)], [offer(4.5)]) == []


def test_one_line_on_either_side_has_moved() -> None:
    assert told(moves([offer(4.5)], [offer(6.0, 1.6)])) == [("moved", 1.5, 0.125)]


def test_a_price_alone_can_move() -> None:
    (move,) = moves([offer(4.5, 2.0, under_odds=1.8)], [offer(4.5, 2.0, under_odds=2.0)])

    assert (move.line, move.over, move.under, move.size) == (0, 0, -0.0556, 0.0556)


def test_the_steps_of_a_ladder_are_compared_one_by_one() -> None:
    found = moves([offer(4.5), offer(5.5)], [offer(4.5, 1.6), offer(6.5)])

    assert [(move.change, move.prop.line) for move in found] == [("moved", 4.5), ("appeared", 6.5), ("went", 5.5)]


def test_a_line_that_becomes_a_ladder_has_not_moved() -> None:
    assert told(moves([offer(4.5)], [offer(4.5), offer(5.5)])) == [("appeared", None, None)]


def test_of_a_line_offered_twice_the_better_price_counts() -> None:
    twice = [offer(4.5, 1.8), offer(4.5, 2.0)]

    assert moves(twice, [offer(4.5, 2.0)]) == moves(twice[::-1], [offer(4.5, 2.0)]) == []


def test_spellings_of_one_player_belong_together() -> None:
    found = moves([offer(4.5, player_name="Luka Dončić")], [offer(5.5, player_name="LUKA DONCIC")])

    assert told(found) == [("moved", 1.0, 0.0)]


@pytest.mark.parametrize("column", ["platform", "game_id", "market_type", "period", "variant"])
def test_another_of_these_is_another_prop(column: str) -> None:
    other: dict[str, Any] = {column: "another"}
    found = moves([offer(4.5)], [offer(5.5, **other)])

    assert [move.change for move in found] == ["appeared", "went"]


def test_the_largest_move_of_a_line_comes_first_then_prices() -> None:
    before = [offer(1, player_name="A"), offer(1, player_name="B"), offer(1, 2.0, player_name="C")]
    after = [offer(2, player_name="A"), offer(-2, player_name="B"), offer(1, 1.5, player_name="C")]

    assert [move.prop.player_name for move in moves(before, after)] == ["B", "A", "C"]


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    after = [offer(line, game_id=game, player_name=name) for line in (2, 1) for game in "ba" for name in ("Al", "al")]

    assert moves([], after) == moves([], after[::-1])
    assert [(move.prop.game_id, move.prop.line) for move in moves([], after[::2])] == [
        *(("a", 1), ("a", 2), ("b", 1), ("b", 2))
    ]
