"""PrizePicks: projections that refer to players, leagues and games in `included`; one or many pages, wrapped or not."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.json_fields import (
    OTHER_FORMAT,
    Json,
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
from bbprops_cli.rules.props import league_names, markets
from bbprops_cli.rules.props.periods import is_round
from bbprops_cli.rules.props.prop import Prop, Reject

PLATFORM = "prizepicks"
MAX_DEPTH = 8
OTHERS = "resources that are not projections skipped"

# Quotes are escaped if an answer is kept as a string inside JSON.
_SIGNS = re.compile(rb'"type\\*"\s*:\s*\\*"(?:projection|new_player)\\*"|"data"\s*:\s*\[\s*\]\s*,\s*"included"\s*:')
_FLAT = re.compile(rb'"(?:attributes\.|extra_metadata")')  # rows made of an answer, by pandas or by an export
_LINE = re.compile(rb'"(?:line(?:_score)?|player(?:_name)?)\\*"\s*:')
_ATTRIBUTES = re.compile(rb'"attributes\\*"\s*:')
LEAGUES = dict(pair.split(":") for pair in league_names.PRIZEPICKS.split())  # by id
_TEAM_CODE = re.compile(r"[A-Z][A-Z0-9&.-]{1,5}")
# Attributes that have a column of their own; the others go to extra_metadata.
_PROJECTION = {"line_score", "flash_sale_line_score", "odds_type", "stat_type", "start_time", "game_id"}
_PLAYER = {"name", "display_name", "team", "position", "league", "league_id", "combo"}

Included = dict[tuple[str, str], Json]


def looks_like(head: bytes) -> bool:
    """Whether a projection or new_player is near the beginning, or the file begins like an empty page.

    A line outside of any attributes is of rows that somebody made of an answer.
    """
    if not _SIGNS.search(head) or _FLAT.search(head):
        return False
    line, attributes = _LINE.search(head), _ATTRIBUTES.search(head)
    return line is None or (attributes is not None and attributes.start() < line.start())


def is_team_code(text: str) -> bool:
    """Whether a text is the code of a team and nothing more; golf and fights have rounds in its place: RD1, R4."""
    return bool(_TEAM_CODE.fullmatch(text)) and not is_round(text)


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """One prop for each projection; PrizePicks has no prices, and no sides to pair."""
    skipped: Counter[str] = Counter()
    return Rows(_read(source, skipped), skipped=skipped)


def _read(source: Source, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    pages = list(_pages(document_of(source), "", MAX_DEPTH))
    if not pages:
        raise InvalidInput(f"{source.label} has no PrizePicks projections", hint=OTHER_FORMAT)
    included = {
        (str(item.get("type")), str(item.get("id"))): record(item.get("attributes"))
        for page, _ in pages
        for item in records(page.get("included"))
    }
    for number, (projection, sport) in enumerate(_projections(pages), 1):
        attributes = record(projection).get("attributes")
        if not isinstance(attributes, dict):
            yield Reject(source.label, number, "projection", "is not in the format of PrizePicks", projection)
        elif projection.get("type", "projection") != "projection":
            skipped[OTHERS] += 1
        else:
            try:
                yield Raw(_prop(projection, attributes, included, sport, skipped), number, projection)
            except ValueError as error:
                yield Reject(source.label, number, "line", str(error), projection)


def _pages(node: object, sport: str, depth: int) -> Iterator[tuple[Json, str]]:
    """The answers in any wrapping, each with the sport that the wrapping names."""
    if not depth:
        return
    if isinstance(node, str):
        node = inside(node)
    if isinstance(node, list) and any(map(_is_projection, node)):
        yield {"data": node, "included": node}, sport
    elif isinstance(node, list):
        for item in node:
            yield from _pages(item, sport, depth - 1)
    elif isinstance(node, dict):
        data = node.get("data")
        if _is_projection(data):  # the answer to a request for one projection
            yield node | {"data": [data]}, sport
            return
        if isinstance(data, list) and not any(isinstance(item, dict) and "data" in item for item in data):
            yield node, sport
            return
        sport = text(node.get("sport")) or sport
        for value in node.values():
            yield from _pages(value, sport, depth - 1)


def _is_projection(node: object) -> bool:
    return isinstance(node, dict) and node.get("type") == "projection" and "attributes" in node


def _projections(pages: list[tuple[Json, str]]) -> Iterator[tuple[Any, str]]:
    for page, sport in pages:
        for item in page["data"]:
            yield item, sport


def _prop(projection: Json, attributes: Json, included: Included, sport: str, skipped: Counter[str]) -> Prop:
    player_id, player = _related(projection, "new_player", included)
    if not player_id:
        player_id, player = _related(projection, "player", included)
    game_id, game = _related(projection, "game", included)
    team, name = text(player.get("team")), text(player.get("name")) or text(player.get("display_name")) or ""
    league_id, _ = _related(projection, "league", included)
    league = _league(projection, player, game, included) or sport or LEAGUES.get(league_id or "", "")
    extra = _extra(projection, attributes, player, included)
    if player.get("combo") or " + " in name:
        extra["is_combo"] = True
    if league != markets.split_league(league)[0]:
        extra["raw_league"] = league
    return Prop(
        week=None, league=league, season=None, player_id=player_id, player_name=name,
        position=text(player.get("position")), team=team,
        opponent=None if markets.split_league(league)[1] == "season" else _opponent(team, attributes, game, extra),
        market_type=_market(projection, attributes, included),
        stat_category=None, period=markets.period_of(extra.get("duration", "")),
        variant=(text(attributes.get("odds_type")) or "standard").lower(),
        line=_line(attributes, extra), odds=None, under_odds=None, platform=PLATFORM,
        external_id=text(projection.get("id")) or "",
        game_id=text(attributes.get("game_id")) or text(game.get("external_game_id")) or game_id,
        game_date=kickoff_or_text(attributes.get("start_time") or game.get("start_time"), extra, skipped),
        extra_metadata=extra,
    )  # fmt: skip


def _related(projection: Json, name: str, included: Included) -> tuple[str | None, Json]:
    """Id and attributes of a resource that a projection refers to; no attributes if the file does not have it."""
    relation = record(record(projection.get("relationships")).get(name))
    target = record(relation.get("data", relation))
    key = (text(target.get("type")) or name, str(target.get("id")))
    return text(target.get("id")), included.get(key, record(target.get("attributes")))


def _league(projection: Json, player: Json, game: Json, included: Included) -> str:
    _, league = _related(projection, "league", included)
    if (league.get("name"), league.get("icon")) == ("NCAAB", "baseball"):  # NCAAB is basketball everywhere else
        return "COLLEGE BASEBALL"
    found = (league.get("name"), player.get("league"), record(game.get("metadata")).get("league_name"))
    return next((name for name in map(text, found) if name), "")


def _market(projection: Json, attributes: Json, included: Included) -> str:
    _, stat = _related(projection, "stat_type", included)
    found = (attributes.get("stat_type"), attributes.get("stat_display_name"), stat.get("name"))
    return next((name for name in map(text, found) if name), "")


def _line(attributes: Json, extra: Json) -> float:
    """The flash-sale line if there is one, since a pick is settled on it."""
    sent, flash = attributes.get("line_score"), attributes.get("flash_sale_line_score")
    if flash in (None, ""):
        return line_of(sent)
    extra["line_score"], extra["flash_sale_line_score"] = sent, flash
    return line_of(flash)


def _opponent(team: str | None, attributes: Json, game: Json, extra: Json) -> str | None:
    """The other team of the game, otherwise the description if it is the code of a team and nothing more."""
    teams = record(record(record(game.get("metadata")).get("game_info")).get("teams"))
    home, away = (text(record(teams.get(side)).get("abbreviation")) for side in ("home", "away"))
    if home and away:
        extra["home_team"], extra["away_team"] = home, away
        if team in {home, away}:
            return away if team == home else home
    code = text(attributes.get("description")) or text(attributes.get("opponent"))
    return code if code and is_team_code(code) and code != team else None


def _extra(projection: Json, attributes: Json, player: Json, included: Included) -> Json:
    extra = extras(player, _PLAYER) | extras(attributes, _PROJECTION)
    _, duration = _related(projection, "duration", included)
    _, average = _related(projection, "stat_average", included)
    if (length := text(duration.get("name"))) and length != "Full":
        extra["duration"] = length
    return extra | ({"stat_average": average} if average else {})
