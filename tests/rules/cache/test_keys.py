"""Keys of cached answers."""

import pytest

from bbprops_cli.rules.cache import keys as cache_keys
from bbprops_cli.rules.cache.keys import Board, board_of, league_tags, tag_of


def test_the_scope_of_a_board_is_made_of_its_filters() -> None:
    assert Board("NFL", "2025", 5).scope == "props:NFL:2025:5"
    assert Board("NBA", "2025").scope == "props:NBA:2025:-"
    assert cache_keys.key("bbprops:v1", "props:NFL:2025:5") == "bbprops:v1:props:NFL:2025:5"


@pytest.mark.parametrize("league", ["NFL", "a:b", "{NFL}", "-", "Ligue 1 é", "%2D"])
def test_a_league_of_any_spelling_is_read_back_from_its_scope(league: str) -> None:
    board = Board(league, "2025", 0)

    assert board_of(board.scope) == board
    assert board.scope.count(":") == 3
    assert "{" not in board.scope


def test_a_scope_of_another_kind_is_not_a_board() -> None:
    assert [board_of(scope) for scope in ("snapshots", "props:NFL", "props:NFL:2025:x", "props:NFL:2025:5:6")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    "board", [Board("NFL", "2025", 5), Board("NFL"), Board("NFL", "", 5), Board("", "2025"), Board()]
)
def test_a_change_invalidates_every_board_of_its_league(board: Board) -> None:
    assert tag_of(board.scope) in league_tags({"NFL"})


def test_a_change_does_not_invalidate_boards_of_other_leagues() -> None:
    assert tag_of(Board("NBA", "2025", 5).scope) not in league_tags({"NFL"})


def test_the_cache_tag_of_another_answer_is_the_first_word_of_its_scope() -> None:
    assert [tag_of(scope) for scope in ("snapshots", "snapshots:nfl-5", "slips:42:best")] == [
        "snapshots",
        "snapshots",
        "slips",
    ]
