from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bbprops_cli.rules.props.identities import Identities, KnownGame, may_play_twice
from bbprops_cli.rules.props.identity import external_id, game_key
from bbprops_cli.rules.props.prop import Prop
from tests.rules.props.test_prop import GOOD

DAY = "2025-07-05|bos|nyy"


def at(clock: str, day: str = "2025-07-05") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


EARLY, LATE = at("17:05"), at("23:15")
ALL_DAY = datetime(2025, 7, 5, 4, tzinfo=UTC)  # midnight in New York


def prop(start: datetime, number: int | None = None, **values: Any) -> Prop:
    extra = {"game_number": number} if number else {}
    about = {"team": "NYY", "opponent": "BOS", "extra_metadata": extra, **values}
    return replace(GOOD, week=None, season=None, game_id=None, game_date=start, **about)


def keys(identities: Identities, *props: Prop) -> list[str]:
    """The keys of the games that the props are on."""
    for each in props:
        identities.number_game(each)
    return [game_key(each) for each in props]


def test_starts_hours_apart_are_two_games() -> None:
    assert keys(Identities(), prop(EARLY), prop(LATE), prop(EARLY), prop(LATE)) == [DAY, f"{DAY}|2", DAY, f"{DAY}|2"]


def test_the_earlier_game_is_the_first_game_if_it_is_met_second() -> None:
    assert keys(Identities(), prop(LATE), prop(EARLY)) == [DAY, f"{DAY}|1"]


@pytest.mark.parametrize("clock", ["17:05", "15:35", "18:35"])
def test_a_start_that_moved_by_up_to_ninety_minutes_is_of_the_same_game(clock: str) -> None:
    assert keys(Identities(), prop(EARLY), prop(at(clock))) == [DAY, DAY]


def test_a_start_that_moved_by_more_is_of_another_game() -> None:
    assert keys(Identities(), prop(EARLY), prop(at("18:36"))) == [DAY, f"{DAY}|2"]


def test_a_start_of_the_second_game_can_move_too() -> None:
    assert keys(Identities(), prop(EARLY), prop(LATE), prop(at("22:50"))) == [DAY, f"{DAY}|2", f"{DAY}|2"]


def test_numbers_tell_games_apart_at_one_start() -> None:
    assert keys(Identities(), prop(EARLY, 1), prop(EARLY, 2)) == [DAY, f"{DAY}|2"]
    assert keys(Identities(), prop(ALL_DAY, 2), prop(ALL_DAY, 1)) == [f"{DAY}|2", DAY]


def test_a_row_without_a_number_is_on_the_game_with_its_start() -> None:
    assert keys(Identities(), prop(LATE, 2), prop(EARLY), prop(at("23:00"))) == [f"{DAY}|2", DAY, f"{DAY}|2"]


def test_a_day_without_a_time_is_the_one_game_of_that_day() -> None:
    assert keys(Identities(), prop(EARLY), prop(ALL_DAY)) == [DAY, DAY]
    assert keys(Identities(), prop(ALL_DAY), prop(EARLY), prop(LATE)) == [DAY, DAY, f"{DAY}|2"]


def test_a_stored_game_keeps_its_key() -> None:
    known = [KnownGame("manual", DAY, 0, LATE), KnownGame("manual", DAY, 1, EARLY)]
    early, late, other = prop(at("17:30")), prop(at("23:05")), prop(EARLY, platform="draftkings")

    assert keys(Identities(known), early, late, other) == [f"{DAY}|1", DAY, DAY]


@pytest.mark.parametrize(
    ("known", "start", "key"),
    [
        ([(0, EARLY)], at("20:00"), DAY),  # put off
        ([(0, ALL_DAY)], ALL_DAY, DAY),
        ([(0, LATE)], EARLY, f"{DAY}|1"),  # the stored game may be the second one
        ([(0, LATE), (2, at("23:50"))], EARLY, DAY),
    ],
)
def test_a_row_of_the_first_game_is_on_the_stored_game_that_can_be_the_first(
    known: list[tuple[int, datetime]], start: datetime, key: str
) -> None:
    games = [KnownGame("manual", DAY, number, moment) for number, moment in known]

    assert keys(Identities(games), prop(start, 1)) == [key]


def test_games_of_other_teams_and_days_are_not_a_doubleheader() -> None:
    others = [prop(LATE, team="TOR"), prop(at("23:15", "2025-07-06")), prop(LATE, team=None, opponent=None)]

    assert [key[-2:] for key in keys(Identities(), prop(EARLY), *others)] == ["yy", "or", "yy", "05"]


def test_a_first_game_has_no_number() -> None:
    first = prop(EARLY, 1)
    Identities().number_game(first)

    assert first.extra_metadata == {}


def test_a_game_with_an_id_needs_no_number() -> None:
    assert keys(Identities(), *(replace(prop(start), game_id="g1") for start in (EARLY, LATE))) == ["g1", "g1"]


@pytest.mark.parametrize(("league", "twice"), [("MLB", True), ("KBO", True), ("CURLING", True), ("NFL", False)])
def test_teams_of_some_sports_play_once_a_day(league: str, twice: bool) -> None:
    assert may_play_twice(league) is twice


@pytest.mark.parametrize(
    "name", ["Ana Ruiz-Paz Jr.", "Ana Ruiz-Paz II", "Ana Ruiz‑Paz", "Ana Ruiz–Paz, Sr.", "ana ruiz-paz iii"]  # noqa: RUF001
)  # fmt: skip
def test_two_spellings_in_one_team_and_game_are_one_player(name: str) -> None:
    identities = Identities()
    first, other = (prop(EARLY, player_name=each) for each in ("Ana Ruiz-Paz", name))

    assert identities.external_id(first) == identities.external_id(other) == external_id(first)


def test_the_first_spelling_gives_the_id() -> None:
    identities, junior = Identities(), prop(EARLY, player_name="Ana Ruiz Jr.")

    assert identities.external_id(junior) == external_id(junior)
    assert identities.external_id(prop(EARLY, player_name="Ana Ruiz")) == external_id(junior)


def test_namesakes_of_two_teams_in_one_game_are_two() -> None:
    identities = Identities()
    home, away = prop(EARLY), prop(EARLY, team="BOS", opponent="NYY")
    junior = prop(EARLY, team="BOS", opponent="NYY", player_name=f"{GOOD.player_name} Jr.")

    found = [identities.external_id(each) for each in (home, away, junior, home)]

    assert found[0] == found[3] == external_id(home)
    assert found[1] == found[2] != found[0]


def test_another_code_of_a_team_is_not_another_player() -> None:
    identities = Identities()
    one, other = (replace(prop(EARLY, team=team), game_id="g1") for team in ("LA", "LAR"))

    assert identities.external_id(one) == identities.external_id(other)


def test_two_spellings_without_a_team_are_two() -> None:
    identities = Identities()
    one, other = (prop(EARLY, team=None, player_name=name) for name in ("Ana Ruiz", "Ana Ruiz II"))

    assert identities.external_id(one) != identities.external_id(other)
