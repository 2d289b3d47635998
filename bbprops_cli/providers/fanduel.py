"""FanDuel's sportsbook: pages whose attachments hold events and markets, and the runners of a market."""

import re
from collections import Counter
from collections.abc import Iterator

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, inside, record, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets

PLATFORM = "fanduel"
MAX_DEPTH = 6
STRANGE = BadField("runner", "is not in the format of FanDuel")
LEAGUES = {"12282733": "NFL", "10547864": "NBA", "11196870": "MLB"}  # by the id of the competition

_LAYOUT = re.compile(rb'"layout"\s*:\s*\{')
_SIGNS = re.compile(
    rb'"(?:winRunnerOdds|runnerName|isPlayerSelection)"\s*:'
    rb'|"attachments"\s*:\s*\{\s*"(?:competitions|events|eventTypes|markets)"\s*:'
)
_EXPORT = b'"extra_metadata"'
# In the name of a runner, what follows the player: `Ana Ruiz Over`, `Ana Ruiz 3+ Receptions`.
_BEHIND_PLAYER = re.compile(r"(?P<player>\D*?)\s+(?:(?:over|under)\b.*|\d+(?:\.\d+)?\+.*)", re.IGNORECASE)
_ON_PLAYER = re.compile(r"(?:PLAYER|PITCHER|BATTER)_")
_TWO_SIDES = {"OVER", "UNDER"}


def looks_like(head: bytes) -> bool:
    """Whether JSON has a key of FanDuel near its beginning; the layout of a page may come before them."""
    if _EXPORT in head:
        return False
    return bool(_SIGNS.search(head) or (_LAYOUT.search(head) and b'"coupons"' in head))


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The runners that are on players, each one side of a prop."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    pages = list(_pages(document_of(source), MAX_DEPTH))
    if not pages:
        raise InvalidInput(f"{source.label} has no FanDuel markets", hint=OTHER_FORMAT)
    for page in pages:
        events = {identifier: record(event) for identifier, event in record(page.get("events")).items()}
        competitions = record(page.get("competitions"))
        games = {identifier: _game(identifier, event, competitions) for identifier, event in events.items()}
        for market in record(page.get("markets")).values():
            yield from _runners(market, games, skipped)


def _pages(node: object, depth: int) -> Iterator[Json]:
    """The attachments of pages, in any wrapping; markets alone are attachments without events."""
    node = inside(node) if isinstance(node, str) else node
    if isinstance(node, dict) and isinstance(node.get("attachments"), dict):
        yield node["attachments"]
    elif isinstance(node, dict) and any("runners" in record(value) for value in node.values()):
        yield {"markets": node}
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _pages(value, depth - 1)


def _game(identifier: str, event: Json, competitions: Json) -> Game:
    home, away = selections.teams_of(text(event.get("name")) or "")
    competition = text(event.get("competitionId")) or ""
    league = LEAGUES.get(competition) or text(record(competitions.get(competition)).get("name")) or ""
    return Game(identifier, league, event.get("openDate"), home, away)


def _runners(market: object, games: dict[str, Game], skipped: Counter[str]) -> Iterator[Found]:
    sent_market = record(market)
    runners = sent_market.get("runners")
    if not isinstance(runners, list):
        yield STRANGE, market
        return
    event = text(sent_market.get("eventId")) or ""
    game = games.get(event) or Game(event or None, start=sent_market.get("marketTime"))
    is_open = (text(sent_market.get("marketStatus")) or "OPEN").upper() == "OPEN"
    for sent in runners:
        if not isinstance(sent, dict):
            yield STRANGE, sent
            continue
        player = _player(sent_market, sent)
        if not player or player in {game.home, game.away}:
            skipped[selections.GAME_LINES] += 1
        elif not is_open or (text(sent.get("runnerStatus")) or "ACTIVE").upper() != "ACTIVE":
            skipped[selections.CLOSED] += 1
        else:
            yield _selection(game, sent_market, sent, player), sent


def _player(market: Json, runner: Json) -> str:
    """The player of a runner, from its name or the title of the market; an empty string if there is none."""
    name, title = text(runner.get("runnerName")) or "", text(market.get("marketName")) or ""
    found = _BEHIND_PLAYER.fullmatch(name)
    player = found["player"] if found else title.rpartition(" - ")[0] if _side(runner, name) else name
    if found is None and player == name and runner.get("isPlayerSelection") is False:
        return ""
    is_on_player = runner.get("isPlayerSelection") or _ON_PLAYER.match(text(market.get("marketType")) or "")
    if is_on_player or markets.is_market(selections.market_and_line(title, player)[0]):
        return "" if any(map(str.isdigit, player)) else player
    return ""


def _side(runner: Json, name: str) -> str:
    """OVER or UNDER, from the result that wins or from the last word of the name; an empty string for others."""
    kind = text(record(runner.get("result")).get("type")) or text(runner.get("label")) or ""
    words = [kind.upper(), *name.upper().split()[-1:], *name.upper().split()[:1]]
    return next((word for word in words if word in _TWO_SIDES), "")


def _selection(game: Game, market: Json, runner: Json, player: str) -> Selection:
    name, odds = text(runner.get("runnerName")) or "", record(runner.get("winRunnerOdds"))
    american = record(odds.get("americanDisplayOdds"))
    side = _side(runner, name)
    return Selection(
        platform=PLATFORM, game=game, player=player, market=text(market.get("marketName")) or "",
        choice=side or name, point=runner.get("handicap") if side else None,  # 0 for a runner without a line
        american=american.get("americanOdds") or american.get("americanOddsInt"),
        decimal=record(record(odds.get("trueOdds")).get("decimalOdds")).get("decimalOdds"),
        identifier=text(runner.get("selectionId")),
    )  # fmt: skip
