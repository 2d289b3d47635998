"""When two rows of imported files are one prop, and when two: the cases of docs/identity.md on a board."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.rules.values.moments import stored_time
from bbprops_cli.rules.values.provider_time import NEW_YORK
from tests.commands.props.test_import_ import event
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop

MIDNIGHT = datetime(2025, 10, 5, 4, tzinfo=UTC)  # in New York: a day without a time


class Board:
    """Imports one text after another, and shows what is then on the board."""

    def __init__(self, run: Run, database: Database, folder: Path) -> None:
        self._run = run
        self._database = database
        self._folder = folder

    def take(self, text: str, *options: str, name: str = "board.csv") -> str:
        """Import a text as a file; returns what stderr says."""
        path = self._folder / name
        path.write_text(text)
        result = self._run("props", "import", str(path), *options)
        assert result.exit_code == 0, result.stderr
        return result.stderr

    def active(self, columns: str) -> list[tuple[Any, ...]]:
        """These columns of the active props, sorted."""
        return self.rows(f"SELECT {columns} FROM prop_markets WHERE is_active ORDER BY {columns}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._database.rows(query)


@pytest.fixture
def board(run: Run, database: Database, tmp_path: Path) -> Board:
    return Board(run, database, tmp_path)


# Bookkeeping is not content.


def odds_api(updated: str, price: int = -110) -> str:
    sent = event(price=price)
    sent["bookmakers"][0]["markets"][0]["last_update"] = updated
    return json.dumps(sent)


def test_an_event_in_which_only_last_update_moved_is_unchanged(board: Board) -> None:
    board.take(odds_api("2025-10-05T12:00:00Z"))
    before = board.rows("SELECT * FROM prop_markets")

    assert board.take(odds_api("2025-10-05T12:05:00Z"), "--on-conflict", "fail") == "read 1: 0 inserted, 1 unchanged\n"
    assert board.rows("SELECT * FROM prop_markets") == before


def test_a_price_that_moved_with_last_update_is_updated(board: Board) -> None:
    board.take(odds_api("2025-10-05T12:00:00Z"))

    assert board.take(odds_api("2025-10-05T12:05:00Z", -125)) == "read 1: 0 inserted, 1 updated\n"
    assert board.active("odds") == [(1.8,)]


@pytest.mark.parametrize("title", ["last_update", "Fetched At", "bookmakers.markets.last_update"])
def test_a_column_that_says_when_a_row_was_fetched_is_not_content(board: Board, title: str) -> None:
    head = f"player,market,line,over,under,note,{title}\n"
    board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,x,2025-10-05T12:00:00Z\n", "--league", "NBA")

    again = board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,x,2025-10-05T12:05:00Z\n", "--league", "NBA")
    other = board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,y,2025-10-05T12:05:00Z\n", "--league", "NBA")

    assert again.endswith("read 1: 0 inserted, 1 unchanged\n")
    assert other.endswith("read 1: 0 inserted, 1 updated\n")


# Two games of two teams on one day.

TEAMS = "player,team,opponent,market,line,over_odds,under_odds,commence_time,book"


def games(*starts: str, line: float = 1.5, number: str = "") -> str:
    """One line of one player on a game that starts at each of these times."""
    head = f"{TEAMS},game_number\n" if number else f"{TEAMS}\n"
    rows = (
        f"Ana Ruiz,NYY,BOS,Hits,{line},-110,-1{nth}0,2025-07-05T{start}Z,fanduel{f',{number[nth]}' if number else ''}\n"
        for nth, start in enumerate(starts)
    )
    return head + "".join(rows)


TWO = games("17:05:00", "23:15:00")


def test_two_games_of_one_day_in_one_file_are_two_props(board: Board) -> None:
    assert board.take(TWO, "--league", "MLB") == "read 2: 2 inserted\n"
    assert board.take(TWO, "--league", "MLB") == "read 2: 0 inserted, 2 unchanged\n"
    assert len(board.active("external_id")) == 2


def test_a_file_of_the_second_game_leaves_the_first_on_the_board(board: Board) -> None:
    board.take(games("17:05:00"), "--league", "MLB")

    assert board.take(games("23:15:00", line=2.5), "--league", "MLB") == "read 1: 1 inserted\n"
    assert board.take(games("23:20:00", line=3.5), "--league", "MLB") == "read 1: 1 inserted, 1 deactivated\n"
    assert [line for (line,) in board.active("line")] == [1.5, 3.5]


def test_a_moved_start_of_one_game_updates_it(board: Board) -> None:
    board.take(TWO, "--league", "MLB")

    again = board.take(games("18:30:00", "23:15:00"), "--league", "MLB")
    day = board.take(games("18:30:00").replace("T18:30:00Z", ""), "--league", "MLB")

    assert again == "read 2: 0 inserted, 1 updated, 1 unchanged\n"
    assert day == "read 1: 0 inserted, 1 updated\n"
    assert len(board.active("external_id")) == 2


def test_where_teams_play_once_a_day_a_start_that_moved_by_hours_updates_the_game(board: Board) -> None:
    board.take(games("17:00:00"), "--league", "NFL")

    assert board.take(games("20:25:00"), "--league", "NFL") == "read 1: 0 inserted, 1 updated\n"


def test_a_column_with_the_number_of_the_game_tells_two_games_apart(board: Board) -> None:
    numbered = games("17:05:00", "17:05:00", number="12")

    assert board.take(numbered, "--league", "MLB") == "read 2: 2 inserted\n"
    assert board.take(numbered, "--league", "MLB") == "read 2: 0 inserted, 2 unchanged\n"


@pytest.mark.parametrize(
    "title", ["NYY @ BOS (Game {})", "Game {}: NYY @ BOS", "NYY @ BOS - Game {}", "NYY @ BOS (G{})"]
)
def test_a_title_with_the_number_of_the_game_tells_two_games_apart(board: Board, title: str) -> None:
    head = "player,market,line,over,under,game,date\n"
    rows = [f"Ana Ruiz,Hits,1.5,-110,-110,{title.format(number)},2025-07-05\n" for number in (1, 2)]

    assert board.take(head + "".join(rows), "--league", "MLB") == "read 2: 2 inserted\n"
    assert board.take(head + "".join(rows), "--league", "MLB") == "read 2: 0 inserted, 2 unchanged\n"
    assert board.take(head + "".join(reversed(rows)), "--league", "MLB") == "read 2: 0 inserted, 2 unchanged\n"


def test_the_sides_of_two_games_are_paired_apart(board: Board) -> None:
    head = "player,team,opponent,market,line,side,odds,commence_time\n"
    rows = (
        f"Ana Ruiz,NYY,BOS,Hits,1.5,{side},{price},2025-07-05T{start}Z\n"
        for start, price in (("17:05:00", "+110"), ("23:15:00", "+120"))
        for side in ("Over", "Under")
    )

    assert board.take(head + "".join(rows), "--league", "MLB") == "read 2: 2 inserted\n"
    assert board.active("odds, under_odds") == [(2.1, 2.1), (2.2, 2.2)]


def test_two_games_of_one_day_are_told_apart_in_a_snapshot(board: Board, run: Run) -> None:
    run("snapshots", "create", "kept", "--league", "MLB")

    assert board.take(games("17:05:00"), "--league", "MLB", "--snapshot", "kept") == "read 1: 1 inserted\n"
    assert board.take(games("23:15:00"), "--league", "MLB", "--snapshot", "kept") == "read 1: 1 inserted\n"
    assert board.take(TWO, "--league", "MLB", "--snapshot", "kept").startswith("read 2: 0 inserted")


def test_a_diff_compares_each_of_two_games_with_itself(board: Board, run: Run) -> None:
    for name, line in (("before", 1.5), ("after", 2.5)):
        run("snapshots", "create", name, "--league", "MLB")
        board.take(games("17:05:00", "23:15:00", line=line), "--league", "MLB", "--snapshot", name)

    result = run("snapshots", "diff", "before", "after", "-o", "json")

    changes = [(one["change"], one["line_change"]) for one in json.loads(result.stdout)]
    assert changes == [("changed", 1.0), ("changed", 1.0)]


def test_sync_of_one_game_keeps_the_other_game_of_that_day(board: Board) -> None:
    board.take(TWO, "--league", "MLB")

    assert "deactivated" not in board.take(games("23:15:00"), "--league", "MLB", "--sync")


# Who it is, where the game is unknown or the name is spelt in two ways.


def test_namesakes_of_two_teams_are_two_props_without_a_game(board: Board) -> None:
    head = "player,team,market,line,over_odds,under_odds\n"
    both = f"{head}Mike Tomas,NO,Receptions,2.5,-110,-110\nMike Tomas,CIN,Receptions,2.5,+100,-120\n"

    assert board.take(both, "--league", "NFL") == "read 2: 2 inserted\n"
    assert board.take(both.replace("NO,Receptions,2.5", "NO,Receptions,3.5"), "--league", "NFL") == (
        "read 2: 1 inserted, 1 unchanged, 1 deactivated\n"
    )
    assert board.active("team, line") == [("CIN", 2.5), ("NO", 3.5)]


@pytest.mark.parametrize("game", ["g1", ""])
def test_namesakes_of_both_teams_of_a_game_are_two_props(board: Board, game: str) -> None:
    head = "game_id,player,team,opponent,market,line,over_odds,under_odds,date\n"
    both = (
        f"{head}{game},Mike Tomas,NO,CIN,Receptions,2.5,-110,-110,2025-10-05\n"
        f"{game},Mike Tomas,CIN,NO,Receptions,3.5,-110,-110,2025-10-05\n"
    )
    board.take(both, "--league", "NFL")

    assert board.take(both.replace(",3.5,", ",4.5,"), "--league", "NFL") == (
        "read 2: 1 inserted, 1 unchanged, 1 deactivated\n"
    )
    assert board.active("team, line") == [("CIN", 4.5), ("NO", 2.5)]


def spelt(name: str, line: float = 4.5, team: str = "NO") -> str:
    return (
        "player,team,opponent,market,line,over_odds,under_odds,date\n"
        f'"{name}",{team},ATL,Receptions,{line},-110,-110,2025-10-05\n'
    )


@pytest.mark.parametrize("line", [4.5, 5.5])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ana Ruiz Jr.", "Ana Ruiz"),
        ("Ana Ruiz", "Ana Ruiz III"),
        ("Ana Ruiz, Sr", "Ana Ruiz II"),
        ("Ana Ruiz\u2011Paz", "Ana Ruiz-Paz"),
        ("Ana Ruiz\u2013Paz Jr.", "Ana Ruiz-Paz"),
    ],
)
def test_another_spelling_of_a_player_replaces_the_stale_line(
    board: Board, before: str, after: str, line: float
) -> None:
    board.take(spelt(before), "--league", "NFL")
    board.take(spelt(after, line), "--league", "NFL")

    assert board.active("player_name, line") == [(after, line)]


def test_another_spelling_replaces_the_stale_line_where_no_team_is_known(board: Board) -> None:
    sent = odds_api("2025-10-05T12:00:00Z")
    board.take(sent.replace("Ada Example", "Ada Example Jr."))
    board.take(sent)

    assert board.active("player_name") == [("Ada Example",)]


def test_two_spellings_in_one_file_that_names_no_team_both_stay(board: Board) -> None:
    both = "player,market,line,over,date\n" + "".join(
        f"{name},Receptions,4.5,1.{price},2025-10-05\n" for name, price in (("Ana Ruiz", 85), ("Ana Ruiz II", 95))
    )

    assert board.take(both, "--league", "NFL") == "read 2: 2 inserted\n"
    assert board.take(both, "--league", "NFL") == "read 2: 0 inserted, 2 unchanged\n"


def test_two_spellings_of_a_player_in_one_file_are_one_prop(board: Board) -> None:
    both = spelt("Ana Ruiz Jr.") + spelt("Ana Ruiz").splitlines()[1] + "\n"

    assert board.take(both, "--league", "NFL") == "read 2: 1 inserted, 1 duplicate\n"


def test_a_namesake_with_a_suffix_in_the_other_team_stays(board: Board) -> None:
    board.take(spelt("Ana Ruiz Jr."), "--league", "NFL")
    board.take(spelt("Ana Ruiz", team="ATL").replace("ATL,ATL", "ATL,NO"), "--league", "NFL")

    assert board.active("player_name, team") == [("Ana Ruiz", "ATL"), ("Ana Ruiz Jr.", "NO")]


# Ids.


def issued(identifier: str, price: int, variant: str = "standard") -> str:
    return (
        "external_id,game_id,player,market,line,over,variant,book\n"
        f"{identifier},g1,Ana Ruiz,Points,30.5,{price:+d},{variant},underdog\n"
    )


def test_a_line_under_a_new_id_replaces_the_line_under_the_old_id(board: Board) -> None:
    board.take(issued("line-1", 458), "--league", "NBA")

    assert board.take(issued("line-2", 411), "--league", "NBA") == "read 1: 1 inserted, 1 deactivated\n"
    assert board.active("external_id, odds") == [("line-2", 5.11)]


def projection(identifier: str, line: float = 24.5) -> str:
    """A page of PrizePicks with one projection."""
    player = {"type": "new_player", "id": "31", "attributes": {"name": "Ana Ruiz", "team": "ACE", "league": "NFL"}}
    about = {"stat_type": "Receptions", "line_score": line, "game_id": "g1", "start_time": "2025-10-05T17:00:00Z"}
    sent: dict[str, Any] = {"type": "projection", "id": identifier, "attributes": about}
    sent["relationships"] = {"new_player": {"data": {"type": "new_player", "id": "31"}}}
    return json.dumps({"data": [sent], "included": [player]})


@pytest.mark.parametrize("line", [24.5, 25.5])
def test_a_projection_that_is_issued_again_replaces_the_former_one(board: Board, line: float) -> None:
    board.take(projection("901"))

    assert board.take(projection("902", line)) == "read 1: 1 inserted, 1 deactivated\n"
    assert board.active("external_id, line") == [("902", line)]


def test_a_line_of_another_variant_replaces_nothing(board: Board) -> None:
    board.take(issued("line-1", 458), "--league", "NBA")

    assert board.take(issued("line-2", 411, "demon"), "--league", "NBA") == "read 1: 1 inserted\n"


def test_two_ids_of_one_line_in_one_file_both_stay(board: Board) -> None:
    both = issued("line-1", 458) + issued("line-2", 411).splitlines()[1] + "\n"
    board.take(both, "--league", "NBA")

    assert board.take(both, "--league", "NBA") == "read 2: 0 inserted, 2 unchanged\n"


DAMAGED = "event_id,player,team,opponent,market,line,over,under,date\n"
NOTE = "rows whose ids a spreadsheet has rounded, such as 6.38543E+17, read without these ids: 2\n"


@pytest.mark.parametrize("number", ["6.38543E+17", "1E+12", "6.4e+17"])
def test_events_with_a_damaged_id_are_told_apart_by_teams_and_day(board: Board, number: str) -> None:
    rows = (
        f"{number},Ana Ruiz,ACE,{opponent},Points,20.5,-110,-110,2025-10-{day}\n"
        for opponent, day in (("DOV", "05"), ("ELM", "06"))
    )
    said = board.take(DAMAGED + "".join(rows), "--league", "NBA")

    assert NOTE in said
    assert board.active("opponent, game_id") == [("DOV", None), ("ELM", None)]


@pytest.mark.parametrize("identifier", ["6.38543e+17", '"6.38543E+17"'])
def test_a_damaged_id_in_json_is_ignored(board: Board, identifier: str) -> None:
    rows = ", ".join(
        f'{{"game_id": {identifier}, "player": "Ana Ruiz", "market": "Points", "line": 20.5,'
        f' "over_odds": -110, "under_odds": -110, "date": "2025-10-{day}"}}'
        for day in ("05", "06")
    )
    said = board.take(f"[{rows}]", "--league", "NBA", name="board.json")

    assert NOTE in said
    assert board.active("game_id") == [(None,), (None,)]


def test_an_event_that_only_a_damaged_id_tells_is_rejected(board: Board, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv"
    path.write_text(
        "event_id,player,market,line,over,under\n6.38543E+17,Ana Ruiz,Points,20.5,-110,-110\n"
        "g1,Ana Ruiz,Points,20.5,-110,-110\n"
    )

    result = run("props", "import", str(path), "--league", "NBA")

    assert result.exit_code == 9
    assert "'6.38543E+17' was rounded by a spreadsheet, and no date or week tells the game" in result.stderr


def test_damaged_ids_of_props_and_players_are_ignored_too(board: Board) -> None:
    head = "prop_id,player_id,player,market,line,over,under\n"
    rows = (f"4.5E+15,1.2E+12,{name},Points,20.5,-110,-110\n" for name in ("Ana Ruiz", "Bo Lee"))
    said = board.take(head + "".join(rows), "--league", "NBA")

    assert NOTE in said
    assert board.active("player_name, player_id") == [("Ana Ruiz", None), ("Bo Lee", None)]
    assert not board.rows("SELECT 1 FROM prop_markets WHERE external_id LIKE '%+%'")


# Boards from before the rule of today.


def former_id(key: str, player: str, line: float) -> str:
    """The id that a prop had before teams, numbers of games and kinds of hyphen belonged to the identity."""
    return sha256("\x1f".join((key, player, "receptions", "full", "standard", repr(line))).encode()).hexdigest()[:32]


@pytest.mark.parametrize(
    ("key", "folded", "stored", "text"),
    [
        (
            "2025|5",
            "mike tomas",
            {"player_name": "Mike Tomas", "team": "NO"},
            "player,team,week,season,market,line,over\nMike Tomas,NO,5,2025,Receptions,2.5,-110\n",
        ),
        (
            "2025-10-05|atl|no",
            "ana ruiz\u2010paz",
            {"player_name": "Ana Ruiz\u2011Paz", "team": "NO", "opponent": "ATL", "game_date": MIDNIGHT},
            spelt("Ana Ruiz\u2011Paz", 2.5),
        ),
        (
            "6.38543E+17",
            "ana ruiz",
            {"player_name": "Ana Ruiz", "game_id": "6.38543E+17", "game_date": MIDNIGHT},
            "event_id,player,market,line,over,date\n6.38543E+17,Ana Ruiz,Receptions,2.5,-110,2025-10-05\n",
        ),
        (
            "2025-10-05|atl|no (game 2)",
            "ana ruiz",
            {
                "player_name": "Ana Ruiz",
                "game_date": MIDNIGHT,
                "extra_metadata": {"home_team": "NO (Game 2)", "away_team": "ATL"},
            },
            "player,market,line,over,game,date\nAna Ruiz,Receptions,2.5,-110,ATL @ NO (Game 2),2025-10-05\n",
        ),
    ],
    ids=["team", "hyphen", "damaged", "title"],
)
def test_a_board_under_former_ids_does_not_double(
    board: Board, database: Database, key: str, folded: str, stored: dict[str, Any], text: str
) -> None:
    with database.session() as work:
        about = {"week": None, "season": None, "platform": "manual", "market_type": "receptions", "line": 2.5, **stored}
        if "|" in key and len(key) < 8:
            about |= {"week": 5, "season": "2025"}
        new_prop(work, league="NFL", external_id=former_id(key, folded, 2.5), **about)

    for _ in range(2):
        board.take(text, "--league", "NFL")

    assert len(board.active("external_id")) == 1
    assert board.take(text, "--league", "NFL").endswith("read 1: 0 inserted, 1 unchanged\n")


def test_a_doubleheader_that_was_stored_as_one_game_does_not_double(board: Board) -> None:
    board.take(games("23:15:00"), "--league", "MLB")  # the last row of the day used to win

    assert board.take(TWO, "--league", "MLB") == "read 2: 1 inserted, 1 updated\n"
    assert board.take(TWO, "--league", "MLB") == "read 2: 0 inserted, 2 unchanged\n"


# A day without a time.

DAY = "player,market,line,over_odds,under_odds,date\nAna Ruiz,Receptions,2.5,-110,-110,{}\n"
KICKOFF = "SELECT lock_at FROM snapshots WHERE snapshot_id = 'kept'"


def new_york(hours: float, *, days: int = 0) -> datetime:
    """That many hours after midnight of today in New York."""
    today = datetime.now(NEW_YORK).date() + timedelta(days=days)
    return (datetime.combine(today, time(), NEW_YORK) + timedelta(hours=hours)).astimezone(UTC)


@pytest.fixture
def at_hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Make it that many hours after midnight of today in New York."""

    def set_clock(hours: float) -> datetime:
        now = new_york(hours)
        monkeypatch.setattr("bbprops_cli.db.connection.database.Db.now", lambda _: now)
        return now

    return set_clock


@pytest.mark.parametrize(
    ("hours", "ended", "gone"), [(9, "6h", 0), (23, "6h", 0), (27.9, "0h", 0), (28.1, "0h", 1), (34.1, "6h", 1)]
)
@pytest.mark.usefixtures("development")
def test_a_day_without_a_time_stays_on_the_board_until_it_ends(
    board: Board, run: Run, at_hour: Callable[[float], datetime], hours: float, ended: str, gone: int
) -> None:
    board.take(DAY.format(new_york(12).date()), "--league", "NFL")
    at_hour(hours)

    run("props", "deactivate", "--ended-before", ended, "--yes")

    assert len(board.active("id")) == 1 - gone


@pytest.mark.parametrize(("hours", "props"), [(9, 1), (23, 1), (27.9, 1), (28.1, 0)])
def test_a_capture_of_upcoming_games_has_the_games_of_a_day_that_lasts(
    board: Board, run: Run, at_hour: Callable[[float], datetime], hours: float, props: int
) -> None:
    board.take(DAY.format(new_york(12).date()), "--league", "NFL")
    at_hour(hours)

    run("snapshots", "create", "kept", "--capture", "--upcoming", "--league", "NFL")

    assert board.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id IS NOT NULL") == [(props,)]


def test_a_game_with_a_time_is_not_upcoming_once_it_has_begun(
    board: Board, run: Run, at_hour: Callable[[float], datetime]
) -> None:
    board.take(DAY.format(new_york(13).isoformat()), "--league", "NFL")
    at_hour(13.1)

    assert run("snapshots", "create", "kept", "--capture", "--upcoming", "--league", "NFL").exit_code == 5


@pytest.mark.parametrize(("start", "locked"), [("day", 28), ("time", 13)])
def test_a_snapshot_is_locked_when_its_first_game_begins(board: Board, run: Run, start: str, locked: int) -> None:
    begins = {"day": str(new_york(12, days=1).date()), "time": new_york(13, days=1).isoformat()}[start]
    board.take(DAY.format(begins), "--league", "NFL")

    created = run("snapshots", "create", "kept", "--capture", "--lock-at", "kickoff", "--league", "NFL")
    on_creation = board.rows(KICKOFF)
    run("snapshots", "update", "kept", "--lock-at", "never")
    run("snapshots", "update", "kept", "--lock-at", "kickoff")

    assert created.exit_code == 0
    assert board.rows(KICKOFF) == on_creation
    assert stored_time(on_creation[0][0]) == new_york(locked, days=1)
    ((day,),) = board.rows("SELECT game_date FROM snapshots WHERE snapshot_id = 'kept'")
    assert stored_time(day) == (new_york(0, days=1) if start == "day" else new_york(13, days=1))


@pytest.mark.parametrize(("league", "gone"), [("KBO", 1), ("TENNIS", 1), ("NFL", 0)])
@pytest.mark.usefixtures("development")
def test_a_game_that_begins_at_midnight_begins_then_except_in_leagues_that_use_it_for_no_time(
    board: Board, run: Run, at_hour: Callable[[float], datetime], league: str, gone: int
) -> None:
    board.take(DAY.format(new_york(0).isoformat()).replace("Receptions", "Hits"), "--league", league)
    at_hour(9)

    run("props", "deactivate", "--ended-before", "6h", "--yes")

    assert len(board.active("id")) == 1 - gone
