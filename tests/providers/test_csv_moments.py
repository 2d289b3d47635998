import pytest

from bbprops_cli.rules.values.typed_time import zone
from tests.providers.reading import Result, named, read_text, understood


def starts(result: Result) -> list[str]:
    return [str(date).removesuffix(":00+00:00") for (date,) in result.columns("game_date")]


@pytest.mark.parametrize(
    ("header", "day", "time", "moment"),
    [
        ("date,Start Time (CST)", "2026-08-22", "7:10 PM", "2026-08-23 00:10"),
        ("date,time_et", "11/9/2025", "13:00", "2025-11-09 18:00"),
        ("date,Tip (PT)", "2025-11-09", "7p", "2025-11-10 03:00"),
        ("Date (Eastern Time),Time", "2025-11-09", "7:30p", "2025-11-10 00:30"),
        ("Game_Date,Game_Time", "2025-10-21", "10:00 PM ET", "2025-10-22 02:00"),
        ("Game_Date,Game_Time", "2025-10-21", "22:00:00+02:00", "2025-10-21 20:00"),
        ("date,kickoff", "2025-10-21 00:00:00", "19:05 UTC", "2025-10-21 19:05"),
        ("date,Time (ET)", "2025-11-09", "", "2025-11-09 05:00"),
        ("date,Time (ET)", "2025-11-09", "Tonight", "2025-11-09 05:00"),
        ("date,Time (ET)", "2025-11-09T18:00:00Z", "1:00 PM", "2025-11-09 18:00"),
        ("date,minutes", "2025-11-09", "13:00", "2025-11-09 05:00"),
    ],
)
def test_a_day_and_a_clock_time_in_two_columns_are_one_moment(header: str, day: str, time: str, moment: str) -> None:
    assert starts(read_text(f"player,market,line,{header}\nAna Ruiz,Points,4.5,{day},{time}\n")) == [moment]


@pytest.mark.parametrize(
    ("league", "tz", "moment", "note"),
    [
        ("NFL", "", "2025-11-09 18:00", "read as ET, the zone of NFL; --tz names another"),
        ("NFL", "CT", "2025-11-09 19:00", "read as America/Chicago, as --tz says"),
        ("EPL", "UK", "2025-11-09 13:00", "read as Europe/London, as --tz says"),
        ("EPL", "", "2025-11-09 05:00", "were not used, since no zone is known; --tz names it"),
    ],
)
def test_a_clock_time_without_a_zone_has_the_zone_of_the_option_or_the_league(
    league: str, tz: str, moment: str, note: str
) -> None:
    table = "player,market,line,gameday,gametime\nAna Ruiz,Shots,4.5,2025-11-09,13:00\n"
    result = read_text(table, league=league, zone=zone(tz) if tz else None)

    assert starts(result) == [moment]
    assert [one.endswith(note) for one in result.reading.notes] == [True]


def test_the_league_may_be_in_a_column() -> None:
    table = (
        "player,market,line,league,date,time\nAna,Points,4.5,NBA,2025-11-09,19:00\nBea,Points,4.5,{},2025-11-09,19:00\n"
    )

    assert starts(read_text(table.format("WNBA"), league=None)) == ["2025-11-10 00:00"] * 2
    assert starts(read_text(table.format("NBL"), league=None)) == ["2025-11-09 05:00"] * 2


def test_a_row_without_a_time_keeps_its_date() -> None:
    result = read_text(
        "player,market,line,date,Time (ET)\nAna,Points,4.5,2025-11-09,8:15 PM\nBea,Points,4.5,2025-11-09,\nCy,Points\n"
    )

    assert starts(result) == ["2025-11-10 01:15", "2025-11-09 05:00"]
    assert result.reasons == [(4, "row")]


def test_the_day_of_two_columns_may_be_named_by_map() -> None:
    made = read_text(
        "player,market,line,Day,Clock (ET)\nAna,Points,4.5,2025-11-09,8:15 PM\n", columns={"game_date": "Day"}
    )

    assert starts(made) == ["2025-11-10 01:15"]


@pytest.mark.parametrize(
    ("title", "cell", "tz", "moment", "says"),
    [
        ("Start (ET)", "11/2/2025 4:25 PM", "", "2025-11-02 21:25", "read as ET, as the header says"),
        ("startTimeET", "2025-11-02T16:25", "", "2025-11-02 21:25", "read as ET, as the header says"),
        ("kickoff (Pacific)", "2025-11-02 13:25", "", "2025-11-02 21:25", "read as PT, as the header says"),
        ("commence_time_utc", "2025-11-02T21:25", "ET", "2025-11-02 21:25", ""),
        ("start", "2025-11-02 16:25", "ET", "2025-11-02 21:25", "read as America/New_York, as --tz says"),
        ("start", "2025-11-02 16:25", "", "2025-11-02 16:25", "read as UTC; --tz names another"),
        ("Start (ET)", "2025-11-02T16:25Z", "PT", "2025-11-02 16:25", ""),
        ("Start (ET)", "11/2/2025 4:25 PM CT", "", "2025-11-02 22:25", ""),
    ],
)
@pytest.mark.parametrize("mapped", [False, True])
def test_the_zone_of_times_is_in_the_cell_or_the_header_or_the_option(
    title: str, cell: str, tz: str, moment: str, says: str, mapped: bool
) -> None:
    columns = {"game_date": title} if mapped else {}
    table = f"player,market,line,{title}\nAna Ruiz,Points,4.5,{cell}\n"
    result = read_text(table, columns=columns, zone=zone(tz) if tz else None)

    assert starts(result) == [moment]
    assert result.reading.notes == ([f"times in {title} without a zone were {says}"] if says else [])


@pytest.mark.parametrize("title", ["market", "Best", "line_est", "team ct"])
def test_letters_of_a_zone_at_the_end_of_another_title_mean_nothing(title: str) -> None:
    made = understood(f"player,stat,line,{title},date", "Ana,Points,4.5,Points,2025-11-02")

    assert ("else UTC" in made.zone_why, named(made)["game_date"]) == (True, "date")
