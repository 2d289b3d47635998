"""Underdog: over_under_lines that refer by id to an appearance, its player and its match."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.json_fields import (
    OTHER_FORMAT,
    BadField,
    Json,
    by_id,
    decimal_price,
    document_of,
    extras,
    inside,
    kickoff_or_text,
    line_of,
    record,
    records,
    text,
)  # fmt: skip
from bbprops_cli.providers.pipeline import Options, Raw, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.odds_format import number
from bbprops_cli.rules.props.prop import Prop, Reject
from bbprops_cli.rules.props.season import parse_season
from bbprops_cli.rules.values.words import SIDES

PLATFORM = "underdog"
MAX_DEPTH = 8
OTHERS = "lines that are not on a player skipped"
GONE = {"removed", "closed", "settled", "graded", "cancelled", "canceled", "voided"}  # a suspended line comes back

LISTS = ("over_under_lines", "raw_lines")  # raw_lines: beside rows that people have made of them
# Quotes are escaped if an answer is kept as a string inside JSON.
_SIGNS = re.compile(
    rb'"(?:over_under_lines|appearances)\\*"\s*:\s*[\[{]|"opened_lines_count\\*"\s*:'
    rb"|\bmatch_grouped_lines\b"
)
_EXPORT = b'"extra_metadata"'  # an export keeps keys of a flattened answer there
_SEPARATOR = re.compile(r"\s*@\s*|\s+vs\.?\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:higher|lower) (-?\d+(?:\.\d+)?)", re.IGNORECASE | re.ASCII)
_BESIDE_TEAM = re.compile(r"^\w+:\s+|\s*\([^)]*\)$")  # "Val: ", the name of an e-sport, and "(Game 2)"
# Keys that have a column of their own, by object; the others go to extra_metadata.
_LINE = {"id", "stat_value", "options", "over_under", "over_under_id"}
_OVER_UNDER = {"appearance_stat"}
_STAT = {"id", "appearance_id", "stat"}
_PLAYER = {"id", "first_name", "last_name", "sport_id", "team_id", "position_name", "position_display_name"}
_OPTION = {"over_under_line_id", "type", "choice", "updated_at"}


class Tables(NamedTuple):
    """The lists that lines refer to, by id; games and solo games each have ids of their own."""

    appearances: dict[str, Json]
    players: dict[str, Json]
    games: dict[str, Json]
    solo_games: dict[str, Json]
    teams: dict[str, Json]  # only lobbies send them


def looks_like(head: bytes) -> bool:
    """Whether a key of Underdog is near the beginning, whichever of its lists comes first."""
    return bool(_SIGNS.search(head)) and _EXPORT not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """One prop for each line, with the prices of its options as decimal odds."""
    skipped: Counter[str] = Counter()
    return Rows(_read(source, skipped), names_leagues=True, odds_format="decimal", skipped=skipped)


def _read(source: Source, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    answers = list(_answers(document_of(source), MAX_DEPTH))
    if not answers:
        raise InvalidInput(f"{source.label} has no Underdog over_under_lines", hint=OTHER_FORMAT)
    tables = Tables(*(_merged(answers, name) for name in Tables._fields))
    for place, line in enumerate(_lines(answers), 1):
        if not isinstance(line, dict):
            yield Reject(source.label, place, "line", "is not in the format of Underdog", line)
            continue
        try:
            raw = _raw(line, tables, place, skipped)
            if not raw.prop.player_id and raw.prop.extra_metadata.get("category", "player_prop") != "player_prop":
                skipped[OTHERS] += 1
            else:
                yield raw
        except BadField as error:
            yield Reject(source.label, place, error.field, str(error), line)


def _answers(node: object, depth: int) -> Iterator[Json]:
    """The objects that hold lines, in any wrapping."""
    node = inside(node) if isinstance(node, str) else node
    if isinstance(node, dict) and any(isinstance(node.get(name), list | dict) for name in LISTS):
        yield node
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _answers(value, depth - 1)


def _merged(answers: list[Json], name: str) -> dict[str, Json]:
    return {identifier: item for answer in answers for identifier, item in by_id(answer.get(name)).items()}


def _lines(answers: list[Json]) -> Iterator[object]:
    for answer in answers:
        lines = next(answer[name] for name in LISTS if isinstance(answer.get(name), list | dict))
        yield from lines.values() if isinstance(lines, dict) else lines


def _raw(line: Json, tables: Tables, place: int, skipped: Counter[str]) -> Raw:
    over_under = record(line.get("over_under"))
    stat = record(over_under.get("appearance_stat"))
    appearance = tables.appearances.get(text(stat.get("appearance_id")) or "", {})
    player = tables.players.get(text(appearance.get("player_id")) or "", {})
    match = _match(appearance, tables)
    extra = extras(player, _PLAYER) | extras(stat, _STAT) | extras(over_under, _OVER_UNDER) | extras(line, _LINE)
    league, kind = text(player.get("sport_id")) or text(match.get("sport_id")) or "", text(appearance.get("match_type"))
    extra |= {"match_type": kind} if kind else {}
    if league != markets.split_league(league)[0]:
        extra["raw_league"] = league
    if season_type := text(match.get("season_type")):
        extra["season_type"] = season_type
    team, opponent = _teams(appearance, match, tables.teams, extra)
    prices, name = _prices(line, extra), _name(player, line)
    if " + " in name:
        extra["is_combo"] = True
    prop = Prop(
        week=None, league=league, season=_season(match), player_id=text(appearance.get("player_id")),
        player_name=name, position=text(player.get("position_display_name")) or text(player.get("position_name")),
        team=team, opponent=opponent, market_type=text(stat.get("stat")) or text(stat.get("display_stat")) or "",
        stat_category=None, period="season" if kind == "Series" else "", variant=_variant(line),
        line=line_of(_stat_value(line)), odds=None, under_odds=None, platform=PLATFORM,
        external_id=text(line.get("id")) or "", game_id=text(appearance.get("match_id")) if match else None,
        game_date=kickoff_or_text(match.get("scheduled_at"), extra, skipped),
        is_active=text(line.get("status")) not in GONE, extra_metadata=extra,
    )  # fmt: skip
    return Raw(prop, place, line, prices.get("over"), prices.get("under"))


def _match(appearance: Json, tables: Tables) -> Json:
    """The game or solo game of an appearance; empty for a Series, which is a whole season."""
    kind, identifier = text(appearance.get("match_type")), text(appearance.get("match_id")) or ""
    if kind == "Series":
        return {}
    if kind == "SoloGame":
        return tables.solo_games.get(identifier, {})
    return tables.games.get(identifier, {} if kind == "Game" else tables.solo_games.get(identifier, {}))


def _name(player: Json, line: Json) -> str:
    """First and last name, of which one may be missing; without a player, the header of the options."""
    names = [text(player.get("first_name")), text(player.get("last_name"))]
    headers = [text(option.get("selection_header")) for option in records(line.get("options"))]
    return " ".join(filter(None, names)) or next(filter(None, headers), "")


def _stat_value(line: Json) -> object:
    """The line; if it is blank, the number in a header such as `Higher 32.5 Kills`."""
    sent = line.get("stat_value")
    if sent not in (None, ""):
        return sent
    headers = (_NUMBER.search(text(option.get("selection_subheader")) or "") for option in records(line.get("options")))
    return next((found[1] for found in headers if found), None)


def _variant(line: Json) -> str:
    sent = (text(line.get("line_type")) or "balanced").lower()
    return "standard" if sent == "balanced" else sent


def _season(match: Json) -> str | None:
    """The year of the game, which Underdog gives as the year in which the season starts."""
    try:
        return parse_season(text(match.get("year")) or "")
    except ValueError:
        return None  # the date of the game tells the season


def _teams(appearance: Json, match: Json, teams: dict[str, Json], extra: Json) -> tuple[str | None, str | None]:
    """Team and opponent: the teams by id, otherwise as the title of the match names them."""
    away, home = (text(teams.get(str(match.get(f"{side}_team_id")), {}).get("abbr")) for side in ("away", "home"))
    if not (away and home):
        away, home = _of_title(match)
    if not (away and home) or "home_team_id" not in match:
        return None, None
    extra["home_team"], extra["away_team"] = home, away
    team = appearance.get("team_id")
    if team and team == match.get("home_team_id"):
        return home, away
    return (away, home) if team and team == match.get("away_team_id") else (None, None)


def _of_title(match: Json) -> tuple[str, str]:
    """Away and home team of a title: away is on the left, but in soccer on the right unless there is an @."""
    for key in ("abbreviated_title", "title"):
        title = text(match.get(key)) or ""
        sides = [_BESIDE_TEAM.sub("", side) for side in _SEPARATOR.split(title)]
        if len(sides) == 2:
            left, right = sides
            return (right, left) if match.get("sport_id") == "FIFA" and "@" not in title else (left, right)
    return "", ""


def _prices(line: Json, extra: Json) -> dict[str, float | None]:
    """The decimal odds of each side; the rest of an option goes to extra_metadata under its side."""
    prices = {}
    for option in records(line.get("options")):
        choice = (text(option.get("choice")) or "option").lower()
        side = SIDES.get(choice, choice)
        column = "under_odds" if side == "under" else "odds"
        prices[side] = decimal_price(column, option.get("american_price"), option.get("decimal_price"))
        extra[side] = extras(option, _OPTION) | _multiplier(option)
    return prices


def _multiplier(option: Json) -> Json:
    """The payout multiplier as a number, so that it can be compared; it is not a price."""
    try:
        return {"payout_multiplier": number(option["payout_multiplier"])}
    except (KeyError, ValueError, TypeError):
        return {}  # it is absent, or is kept as it was sent
