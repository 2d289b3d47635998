"""Starts that move or name no zone: the same id of a provider updates the start and adds no prop."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.commands.props.test_identity import Board, board  # noqa: F401 - a fixture
from tests.commands.props.test_import_ import event
from tests.providers.test_prizepicks import game, included, page, projection

BEFORE = datetime(2025, 10, 5, 17, tzinfo=UTC)
LATER = [timedelta(days=1), timedelta(days=-1), timedelta(days=9), timedelta(hours=3)]


def prizepicks(start: datetime, *, with_game: bool) -> str:
    sent: Any = projection(start_time=start.isoformat())
    if not with_game:
        sent["relationships"].pop("game")
    also = [*included(), *([game()] if with_game else [])]
    if with_game:
        also[-1]["attributes"]["start_time"] = start.isoformat()
    return json.dumps(page(sent, also=also))


def odds_api(start: datetime) -> str:
    return json.dumps({**event(), "commence_time": start.isoformat().replace("+00:00", "Z")})


def csv(start: datetime, *, head: str = "game_id", identifier: str = "g1") -> str:
    return (
        f"{head},game_date,player,team,opponent,market,line,over,under,book\n"
        f"{identifier},{start.isoformat()},Bo Sample,BUF,MIA,receiving_yards,20.5,-110,-110,fanduel\n"
    )


FILES: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "prizepicks": ("a.json", lambda start: prizepicks(start, with_game=True)),
    "prizepicks without a game": ("a.json", lambda start: prizepicks(start, with_game=False)),
    "odds-api": ("a.json", odds_api),
    "csv with a game id": ("a.csv", csv),
    "csv with an event id": ("a.csv", lambda start: csv(start, head="event_id")),
    "csv with a prop id": ("a.csv", lambda start: csv(start, head="prop_id", identifier="p1")),
}


@pytest.mark.parametrize("by", LATER, ids=str)
@pytest.mark.parametrize("kind_of_file", FILES)
def test_a_start_that_moved_updates_the_prop_of_the_same_id(
    board: Board,  # noqa: F811
    kind_of_file: str,
    by: timedelta,
) -> None:
    name, text = FILES[kind_of_file]
    board.take(text(BEFORE), "--league", "NFL", name=name)
    before = board.rows("SELECT id FROM prop_markets")

    said = board.take(text(BEFORE + by), "--league", "NFL", name=name)

    assert said.startswith("read 1: 0 inserted, 1 updated\n"), said
    assert board.rows("SELECT id FROM prop_markets") == before
    ((start,),) = board.active("game_date")
    if isinstance(start, str):
        start = datetime.fromisoformat(f"{start}+00:00")
    assert start == BEFORE + by
    assert board.take(text(BEFORE + by), "--league", "NFL", name=name) == "read 1: 0 inserted, 1 unchanged\n"


@pytest.mark.parametrize("kind_of_file", ["prizepicks", "odds-api", "csv with a game id"])
def test_start_without_a_zone_is_told_once_with_the_zone_that_is_assumed(
    board: Board,  # noqa: F811
    kind_of_file: str,
) -> None:
    name, text = FILES[kind_of_file]
    sent = text(BEFORE).replace("+00:00", "").replace("T17:00:00Z", "T17:00:00")

    said = board.take(sent, "--league", "NFL", name=name)

    assert [line for line in said.splitlines() if "without a zone" in line and "UTC" in line] == said.splitlines()[:1]
    assert "without a zone" not in board.take(text(BEFORE), "--league", "NFL", name=name)
