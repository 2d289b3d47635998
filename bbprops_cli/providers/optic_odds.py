"""OpticOdds v3, and OddsJam v2, from which it comes: fixtures with one row for each selection at each sportsbook."""

import re
from collections import Counter
from collections.abc import Iterator

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, record, records, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source

MAX_DEPTH = 6
STRANGE = BadField("odds", "is not in the format of OpticOdds")

_SIGNS = re.compile(rb'"(?:selection_line|normalized_selection|home_team_display|sports_book_name)"\s*:')
_ODDS = re.compile(rb'"odds"\s*:\s*\[|"home_competitors"\s*:')


def looks_like(head: bytes) -> bool:
    """Whether JSON has keys of a fixture and of its odds near its beginning."""
    return bool(_SIGNS.search(head) and _ODDS.search(head)) and b'"extra_metadata"' not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The odds on players, each one side of a prop under its own sportsbook."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    document = document_of(source)
    fixtures = list(_fixtures(document, MAX_DEPTH))
    if not fixtures and record(document).get("data") != []:
        raise InvalidInput(f"{source.label} has no OpticOdds fixtures with odds", hint=OTHER_FORMAT)
    for fixture in fixtures:
        game, teams = _game(fixture)
        for sent in fixture["odds"]:
            if not isinstance(sent, dict):
                yield STRANGE, sent
            elif not _is_on_player(sent, game):
                skipped[selections.GAME_LINES] += 1
            else:
                yield _selection(game, teams, sent), sent


def _fixtures(node: object, depth: int) -> Iterator[Json]:
    if isinstance(node, dict) and isinstance(node.get("odds"), list):
        yield node
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _fixtures(value, depth - 1)


def _game(fixture: Json) -> tuple[Game, dict[str, str]]:
    """The game of a fixture, and its teams by id."""
    sides, teams = {}, {}
    for side in ("home", "away"):
        sides[side] = text(fixture.get(f"{side}_team_display")) or text(fixture.get(f"{side}_team"))
        for team in records(fixture.get(f"{side}_competitors")):
            name = text(team.get("abbreviation")) or text(team.get("name"))
            if name and (identifier := text(team.get("id"))):
                teams[identifier] = sides[side] = name
    league = record(fixture.get("league"))
    named = text(fixture.get("league")) or text(league.get("name")) or text(league.get("id")) or ""
    game = Game(text(fixture.get("id")), named, fixture.get("start_date"), sides["home"], sides["away"])
    return game, teams


def _is_on_player(odds: Json, game: Game) -> bool:
    market, who = _market(odds), text(odds.get("selection"))
    return (
        bool(who) and who not in {game.home, game.away} and bool(odds.get("player_id") or "player" in market.casefold())
    )


def _market(odds: Json) -> str:
    return next((name for key in ("market", "market_name", "market_id") if (name := text(odds.get(key)))), "")


def _selection(game: Game, teams: dict[str, str], odds: Json) -> Selection:
    player, name = text(odds.get("selection")) or "", text(odds.get("name")) or ""
    points = next(
        (odds[key] for key in ("points", "selection_points", "bet_points") if odds.get(key) is not None), None
    )
    return Selection(
        platform=text(odds.get("sportsbook")) or text(odds.get("sports_book_name")) or "", game=game, player=player,
        player_id=text(odds.get("player_id")), team=teams.get(text(odds.get("team_id")) or ""), market=_market(odds),
        choice=text(odds.get("selection_line")) or name, point=points, american=odds.get("price"),
        decimal=odds.get("price"), identifier=text(odds.get("id")), is_alternate=odds.get("is_main") is False,
    )  # fmt: skip
