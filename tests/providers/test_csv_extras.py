import pytest

from tests.providers.reading import read_text


def test_unknown_columns_are_kept_as_read() -> None:
    result = read_text(",player,market,line,Note,note,blank\n0,Ana,Points,4.5, x ,y,\n")

    assert result.props[0].extra_metadata == {"raw": {"Note": " x ", "note": "y"}, "raw_market": "Points"}


def test_home_and_away_come_from_the_game_or_from_their_own_columns() -> None:
    result = read_text(
        "player,market,line,game,home,away\nAna,Points,4.5,Vipers @ Hawks,,\nBea,Points,4.5,Cup final,Owls,Cubs\n"
    )

    assert [prop.extra_metadata["home_team"] for prop in result.props] == ["Hawks", "Owls"]
    assert result.props[1].extra_metadata["raw"] == {"game": "Cup final"}


def test_is_demon_and_is_goblin_columns_give_the_variant() -> None:
    result = read_text(
        "player,market,line,isDemon,isGoblin\nAna,Points,4.5,true,false\nBea,Points,4.5,false,TRUE\n"
        "Cy,Points,4.5,false,false\nDi,Points,4.5,,perhaps\n"
    )

    assert result.columns("variant") == [("demon",), ("goblin",), ("standard",), ("standard",)]


@pytest.mark.parametrize("blank", ["", " ", "nan", "None", "-"])
def test_a_blank_cell_of_is_demon_is_not_a_yes(blank: str) -> None:
    result = read_text(f"player,market,line,isDemon,isGoblin\nAna,Points,4.5,{blank},\nBea,Points,4.5,{blank},1\n")

    assert result.columns("variant") == [("standard",), ("goblin",)]


def test_team_ids_tell_the_team_of_the_player() -> None:
    result = read_text(
        "full_name,stat_name,stat_value,team_id,away_team_id,home_team_id,abbreviated_title\n"
        "Ana,points,4.5,t1,t1,t2,ACE @ DOV\nBea,points,4.5,t2,t1,t2,ACE @ DOV\n"
        "Cy,points,4.5,t3,t1,t2,ACE @ DOV\nDi,points,4.5,t1,t1,t2,ACE vs DOV\n"
        "Eve,points,4.5,,,,ACE @ DOV\n"
    )

    assert result.columns("team", "opponent") == [("ACE", "DOV"), ("DOV", "ACE")] + [(None, None)] * 3


@pytest.mark.parametrize("title", ["last_update", "Fetched At", "bookmakers.markets.last_update", "timestamp"])
def test_when_a_row_was_fetched_is_bookkeeping(title: str) -> None:
    head = f"player,market,line,over,under,note,{title}\n"
    (prop,) = read_text(f"{head}Ana Ruiz,Points,20.5,-110,-120,x,2025-10-05T17:00:01Z\n").props

    assert prop.extra_metadata["raw"] == {"note": "x"}
    assert prop.extra_metadata["bookkeeping"] == {title: "2025-10-05T17:00:01Z"}


def test_the_opponent_is_the_other_team_of_the_game() -> None:
    result = read_text(
        "player,market,line,game,team,opp\n"
        "Ana,Points,4.5,VIP @ HAW,HAW,\nBea,Points,4.5,VIP @ HAW,VIP,\n"
        "Cy,Points,4.5,VIP @ HAW,OWL,\nDi,Points,4.5,VIP @ HAW,VIP,Owls\n"
    )

    assert result.columns("opponent") == [("VIP",), ("HAW",), (None,), ("Owls",)]


PROJECTIONS = "player_name,team,league,stat_type,line_score,flash_sale_line_score,description\n"


@pytest.mark.parametrize(("flash_sale_line", "line"), [("", 237.5), ("nan", 237.5), ("0.0", 237.5), ("0.5", 0.5)])
def test_a_flash_sale_line_replaces_the_line(flash_sale_line: str, line: float) -> None:
    (prop,) = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,NFL,Pass Yards,237.5,{flash_sale_line},DOV\n").props

    assert (prop.line, prop.extra_metadata.get("line_score", line)) == (line, 237.5)


def test_a_flash_sale_line_that_is_not_a_number_is_rejected() -> None:
    result = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,NFL,Pass Yards,237.5,soon,DOV\n")

    assert [(one.field, one.reason) for one in result.rejects] == [("line", "'soon' is not a number")]


@pytest.mark.parametrize(
    ("league", "description", "opponent"),
    [("NFL", "DOV", "DOV"), ("NFL", "DOV 2nd Half", None), ("NFL", "ACE", None), ("NFLSZN", "NFL", None)],
)
def test_a_description_is_the_opponent_only_if_it_is_the_code_of_another_team(
    league: str, description: str, opponent: str | None
) -> None:
    (prop,) = read_text(f"{PROJECTIONS}Ana Ruiz,ACE,{league},Pass Yards,237.5,,{description}\n").props

    assert prop.opponent == opponent
    assert prop.extra_metadata["raw"] == {"description": description}


def test_a_league_id_of_prizepicks_gives_league_and_period() -> None:
    result = read_text(
        "player_name,stat_type,line_score,league_id\nAna,Points,4.5,192\nBea,Points,4.5,0\n", league=None
    )

    assert result.columns("player_name", "league", "period") == [("Ana", "NBA", "1q")]
    assert result.reasons == [(3, "league")]
