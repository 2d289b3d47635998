import json
from typing import Any

import pytest

from tests.providers.reading import read_text

PROP = {"player": "Ana Ruiz", "market": "Points", "line": 20.5}
PRICES = {"overPrice": -110, "underPrice": -105}
PRICED = (20.5, 1 + 100 / 110, 1 + 100 / 105)


def lines(row: dict[str, Any], fmt: str = "json") -> list[tuple[Any, ...]]:
    text = json.dumps([row]) if fmt == "json" else json.dumps(row) + "\n"
    return read_text(text, fmt).columns("platform", "line", "odds", "under_odds")


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
@pytest.mark.parametrize(
    ("key", "name"), [("books", "book"), ("offers", "sportsbook"), ("lines", "name"), ("odds", "key")]
)
def test_each_platform_in_a_list_has_a_prop(fmt: str, key: str, name: str) -> None:
    books = [{name: "fanduel", **PRICES}, {name: "draftkings", **PRICES, "line": 21.5}]

    assert lines(PROP | {key: books}, fmt) == [("fanduel", *PRICED), ("draftkings", 21.5, *PRICED[1:])]


def test_the_name_of_a_platform_does_not_replace_that_of_the_player() -> None:
    row = {"name": "Ana Ruiz", "market": "Points", "line": 20.5, "books": [{"name": "FanDuel", **PRICES}]}

    assert read_text(json.dumps([row]), "json").columns("player_name", "platform") == [("Ana Ruiz", "fanduel")]


def test_prices_of_a_platform_may_be_in_an_object() -> None:
    assert lines(PROP | {"books": [{"book": "fanduel", "odds": {"over": -110, "under": -105}}]}) == [
        ("fanduel", *PRICED)
    ]


def test_sides_in_a_list_are_paired_also_inside_platforms() -> None:
    sides = [{"name": "Over", "price": -110, "point": 20.5}, {"name": "Under", "price": -105, "point": 20.5}]

    assert lines(PROP | {"outcomes": sides}) == [("manual", *PRICED)]
    assert lines(PROP | {"offers": [{"sportsbook": "Ace", "outcomes": sides}]}) == [("ace", *PRICED)]


@pytest.mark.parametrize("other", [["a"], [{"date": "x"}], [], [{"name": "Cy"}]])
def test_other_lists_stay_in_the_row(other: list[Any]) -> None:
    result = read_text(json.dumps([PROP | {"history": other}]))

    assert result.columns("line") == [(20.5,)]
