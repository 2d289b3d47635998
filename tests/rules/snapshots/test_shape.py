"""The values of a snapshot."""

from collections.abc import Callable

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots.shape import (
    config_text,
    league_of,
    require_name,
    retagged,
    storable_text,
    tags_text,
)


def test_the_league_of_a_snapshot_joins_its_leagues_in_order() -> None:
    assert league_of(["NFL", "NBA", "NFL"]) == "NBA+NFL"


def test_a_config_is_stored_with_sorted_keys() -> None:
    assert config_text('{"b": 1, "a": [2]}') == '{"a":[2],"b":1}'


def test_tags_are_stored_once_each_in_the_given_order() -> None:
    assert tags_text(["b", "a", "b"]) == '["b","a"]'


def test_adding_and_removing_tags_keeps_the_order_of_the_others() -> None:
    assert retagged(["b", "a"], ["c", "a"], adding=True) == ["b", "a", "c"]
    assert retagged(["b", "a", "c"], ["a", "unknown"], adding=False) == ["b", "c"]


def test_an_empty_text_is_stored_as_null() -> None:
    assert storable_text("description", "") is None
    assert storable_text("description", "x") == "x"


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda: require_name(""), "the name of a snapshot has 1 to 255 characters."),
        (lambda: require_name("a" * 256), "the name of a snapshot has 1 to 255 characters."),
        (lambda: require_name(" a"), "the name of a snapshot has no spaces at its ends and no control characters."),
        (lambda: config_text("[1]"), "--config is not a JSON object."),
        (lambda: config_text('{"a": "\\u0000"}'), "--config holds a NUL character."),
        (lambda: tags_text(["a\t"]), "'a\\t' is not a valid tag."),
        (lambda: storable_text("name", "a\0"), "name holds a NUL character."),
    ],
)
def test_an_invalid_value_of_a_snapshot_is_refused(check: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check()
    assert str(refused.value) == message
