"""Attributes of a prop that a row gives indirectly, such as the teams of its game: one function for each."""

import re
from collections.abc import Callable
from functools import partial

from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.providers.prizepicks import LEAGUES, is_team_code
from bbprops_cli.rules.props.identity import GAME_NUMBER, without_game_number
from bbprops_cli.rules.props.markets import split_league
from bbprops_cli.rules.props.prop import Prop

_NUMBER = re.compile(r"(?:game|gm|g)?\s*#?\s*([12])(?:\.0)?", re.IGNORECASE | re.ASCII)
Add = Callable[[Prop, list[str]], None]  # raises ValueError for a cell that cannot be read
Teams = tuple[str, str]  # home and away; a blank one is ""


def adders(plan: Plan) -> list[Add]:
    """The functions that a table needs, in the order in which they build on one another; none for most tables."""
    found: list[Add] = []
    home, away, game = (plan.index.get(field) for field in ("home_team", "away_team", "game"))
    if home is not None or away is not None or game is not None:
        found.append(partial(_add_teams, home, away, game, plan.team_ids))
    if plan.game_number is not None:
        found.append(partial(_add_game_number, plan.game_number))
    if plan.flash_sale_line is not None:
        found.append(partial(_add_flash_sale_line, plan.flash_sale_line))
    if plan.league_id is not None:
        found.append(partial(_add_league, plan.league_id))
    if plan.description is not None:
        found.append(partial(_add_opponent, plan.description))
    if plan.bookkeeping:
        found.append(partial(_add_bookkeeping, plan.bookkeeping))
    if plan.others or game is not None:
        found.append(partial(_add_raw, plan.others, game))
    if plan.variant_flags:
        found.append(partial(_add_variant, plan.variant_flags))
    return found


def _add_teams(
    home: int | None, away: int | None, game: int | None, team_ids: list[int], prop: Prop, row: list[str]
) -> None:
    title = "" if game is None else row[game]
    teams = _teams("" if home is None else row[home], "" if away is None else row[away], title)
    if not teams:
        return
    teams, number = _without_number(teams)
    prop.extra_metadata["home_team"], prop.extra_metadata["away_team"] = teams
    if number := number or without_game_number(title)[1]:
        prop.extra_metadata[GAME_NUMBER] = number
    if team_ids and not prop.team and "@" in title:
        prop.team = _team_by_id([row[place] for place in team_ids], teams)
    prop.opponent = prop.opponent or _other_team(prop.team, teams)


def _teams(home: str, away: str, game: str) -> Teams | None:
    """Home and away from columns of their own, else from the title of the game; None if neither names a team."""
    teams = (cells.tidy(home), cells.tidy(away)) if home or away else cells.teams_of(game) if game else None
    return teams if teams and any(teams) else None


def _without_number(teams: Teams) -> tuple[Teams, int | None]:
    """The teams without `(Game 2)`, which a title has behind one of them, and that number."""
    (home, first), (away, second) = map(without_game_number, teams)
    return (home, away), first or second


def _add_game_number(place: int, prop: Prop, row: list[str]) -> None:
    """The number of a game of a doubleheader; higher numbers count the games of a season."""
    if found := _NUMBER.fullmatch(row[place].strip()):
        prop.extra_metadata[GAME_NUMBER] = int(found[1])


def _team_by_id(ids: list[str], teams: Teams) -> str | None:
    """The team of the player; `ids` are those of the player's team, the home team and the away team."""
    own, home, away = ids
    if not own or own not in {home, away}:
        return None
    return teams[0] if own == home else teams[1]


def _other_team(team: str | None, teams: Teams) -> str | None:
    home, away = teams
    if team == home:
        return away or None
    return home or None if team == away else None


def _add_flash_sale_line(place: int, prop: Prop, row: list[str]) -> None:
    """The line of a flash sale replaces the usual line, which is kept; a 0 only fills the cell."""
    cell = cells.tidy(row[place])
    if cell and (line := cells.side_and_number(cell)[1]):
        prop.extra_metadata["line_score"], prop.line = prop.line, line


def _add_league(place: int, prop: Prop, row: list[str]) -> None:
    prop.league = LEAGUES.get(cells.tidy(row[place]), "")


def _add_opponent(place: int, prop: Prop, row: list[str]) -> None:
    """The description of a projection is the opponent if it is the code of another team and nothing more."""
    if prop.opponent:
        return
    code = cells.tidy(row[place])
    if is_team_code(code) and code != prop.team and split_league(prop.league)[1] != "season":
        prop.opponent = code


def _add_raw(others: list[tuple[str, int]], game: int | None, prop: Prop, row: list[str]) -> None:
    """Cells that hold none of our fields, as they are, and the title of a game whose teams are not known."""
    raw = {title: row[place] for title, place in others if row[place]}
    if game is not None and row[game] and not cells.teams_of(row[game]):
        raw["game"] = row[game]
    if raw:
        prop.extra_metadata["raw"] = raw


def _add_bookkeeping(columns: list[tuple[str, int]], prop: Prop, row: list[str]) -> None:
    if found := {title: row[place] for title, place in columns if row[place]}:
        prop.extra_metadata["bookkeeping"] = found


def _add_variant(flags: list[tuple[str, int]], prop: Prop, row: list[str]) -> None:
    if not prop.variant:
        prop.variant = next((name for name, place in flags if row[place] and cells.is_yes(row[place])), "")
