"""Whether a cached answer is still true."""

from typing import Any

import pytest

from bbprops_cli.rules.cache.state import State, judge

PROPS = [{"line": 1.5}, {"line": 2.5}]


def state_of(
    cached: Any = None, stored: Any = None, *, is_answer: bool = True, version_is_current: bool = True
) -> State:
    return judge(
        is_answer=is_answer, version_is_current=version_is_current, tag="props:NFL", cached=cached, stored=stored
    )


def test_an_answer_that_agrees_with_the_database_is_fresh() -> None:
    assert state_of(PROPS, PROPS) == ("fresh", "it agrees with the database: 2 props")


def test_an_answer_that_is_not_a_board_is_fresh_until_its_tag_is_invalidated() -> None:
    assert state_of(PROPS).state == "fresh"
    assert state_of(PROPS, version_is_current=False) == (
        "stale",
        "it is not served: props:NFL was invalidated after the answer was computed",
    )


@pytest.mark.parametrize(
    ("stored", "state", "reason"),
    [
        (PROPS[:1], "stale", "it is served, but the database has 1 prop; the change did not invalidate props:NFL"),
        ([], "orphan", "it holds 2 props, and the database has none; the change did not invalidate props:NFL"),
    ],
)
def test_an_answer_that_differs_from_the_database_is_stale_or_an_orphan(
    stored: list[Any], state: str, reason: str
) -> None:
    assert state_of(PROPS, stored) == (state, reason)


def test_a_key_without_an_answer_of_this_version_is_an_orphan() -> None:
    assert state_of(is_answer=False) == ("orphan", "it is not an answer of this version of bbprops, and is not read")
