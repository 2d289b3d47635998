"""`cache warm`."""

from tests.commands.cache.results import NFL, rows
from tests.conftest import Run


def test_cache_warm_stores_a_board_for_each_league_and_week(run: Run, board: None, redis_prefix: str) -> None:
    result = run("cache", "warm", "-o", "json")

    found = {row["key"].removeprefix(f"{redis_prefix}:"): (row["props"], row["kept"]) for row in rows(result)}
    assert found == {"props:NBA:-:-": (1, True), NFL: (2, True), "props:NFL:-:6": (1, True)}
    assert result.stderr == "warmed 3 of 3 boards for 300 s\n"
    (one,) = rows(run("cache", "warm", "--league", "nfl", "--season", "2025-26", "--week", "6", "-o", "json"))
    assert one["key"] == f"{redis_prefix}:props:NFL:2025:6"


def test_cache_warm_has_nothing_to_do_on_an_empty_board(run: Run) -> None:
    result = run("cache", "warm", "--league", "NFL", "--cron")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
