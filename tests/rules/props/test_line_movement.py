"""Lines that were changed, added and removed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from bbprops_cli.rules.props.identity import line_group
from bbprops_cli.rules.props.line_movement import LineChange, group_changes, report_order
from bbprops_cli.rules.props.prop import Prop


def offer(line: float, odds: float | None = 2.0, **values: Any) -> Prop:
    everything: dict[str, Any] = dict.fromkeys(Prop.__slots__)
    everything |= {"league": "NFL", "player_name": "Ada Example", "market_type": "points", "period": "full"}
    everything |= {"variant": "standard", "platform": "book", "game_id": "g1", "extra_metadata": {}, "external_id": ""}
    return Prop(**{**everything, "line": line, "odds": odds, **values})


def line_changes(before: Iterable[Prop], after: Iterable[Prop]) -> list[LineChange]:
    """Every difference in the order of a report, with all props in memory."""
    groups: dict[str, list[tuple[int, Prop]]] = defaultdict(list)
    for side, props in enumerate((before, after)):
        for prop in props:
            groups[line_group(prop)].append((side, prop))
    return sorted((each for _, group in sorted(groups.items()) for each in group_changes(group)), key=report_order)


def told(found: list[LineChange]) -> list[tuple[str, float | None, float | None]]:
    return [(each.change, each.line, each.over) for each in found]


def test_an_equal_line_is_not_a_change() -> None:
    assert line_changes([offer(4.5)], [offer(4.5)]) == []


def test_one_line_before_and_one_after_is_a_changed_line() -> None:
    assert told(line_changes([offer(4.5)], [offer(6.0, 1.6)])) == [("changed", 1.5, 0.125)]


def test_a_line_with_another_price_is_a_changed_line() -> None:
    (each,) = line_changes([offer(4.5, 2.0, under_odds=1.8)], [offer(4.5, 2.0, under_odds=2.0)])

    assert (each.line, each.over, each.under, each.size) == (0, 0, -0.0556, 0.0556)


def test_alternate_lines_are_compared_one_by_one() -> None:
    found = line_changes([offer(4.5), offer(5.5)], [offer(4.5, 1.6), offer(6.5)])

    assert [(each.change, each.prop.line) for each in found] == [("changed", 4.5), ("added", 6.5), ("removed", 5.5)]


def test_an_alternate_line_beside_the_old_line_is_an_added_line() -> None:
    assert told(line_changes([offer(4.5)], [offer(4.5), offer(5.5)])) == [("added", None, None)]


def test_the_better_price_of_a_duplicate_line_is_compared() -> None:
    twice = [offer(4.5, 1.8), offer(4.5, 2.0)]

    assert line_changes(twice, [offer(4.5, 2.0)]) == line_changes(twice[::-1], [offer(4.5, 2.0)]) == []


def test_two_spellings_of_a_player_are_one_line() -> None:
    found = line_changes([offer(4.5, player_name="Luka Dončić")], [offer(5.5, player_name="LUKA DONCIC")])

    assert told(found) == [("changed", 1.0, 0.0)]


@pytest.mark.parametrize("column", ["platform", "game_id", "market_type", "period", "variant"])
def test_another_platform_game_market_period_or_variant_is_another_line(column: str) -> None:
    other: dict[str, Any] = {column: "another"}
    found = line_changes([offer(4.5)], [offer(5.5, **other)])

    assert [each.change for each in found] == ["added", "removed"]


def test_the_largest_line_change_comes_first_then_price_changes() -> None:
    before = [offer(1, player_name="A"), offer(1, player_name="B"), offer(1, 2.0, player_name="C")]
    after = [offer(2, player_name="A"), offer(-2, player_name="B"), offer(1, 1.5, player_name="C")]

    assert [each.prop.player_name for each in line_changes(before, after)] == ["B", "A", "C"]


def test_the_order_of_the_props_does_not_change_the_result() -> None:
    after = [offer(line, game_id=game, player_name=name) for line in (2, 1) for game in "ba" for name in ("Al", "al")]

    assert line_changes([], after) == line_changes([], after[::-1])
    assert [(each.prop.game_id, each.prop.line) for each in line_changes([], after[::2])] == [
        *(("a", 1), ("a", 2), ("b", 1), ("b", 2))
    ]
