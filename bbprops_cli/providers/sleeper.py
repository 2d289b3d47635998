"""Sleeper's lines, whose players and games are in files of their own, in one file or in several of one call.

A line refers to a player by an id that is unique within a sport. The multiplier of an option is its decimal price:
the payout of an entry is the product of its multipliers.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, record, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source

PLATFORM = "sleeper"
MAX_DEPTH = 4
STRANGE = BadField("options", "is not in the format of Sleeper")
ON_TEAMS = {"team", "game"}

_LINES = re.compile(rb'"(?:wager_type|outcome_value)"\s*:')
_PLAYERS = re.compile(rb'"(?:search_full_name|fantasy_positions|search_rank)"\s*:')
_GAMES = re.compile(rb'"metadata"\s*:\s*\{')
_DATED = re.compile(r"(\d{8})_([A-Z]+)_([A-Z]+)")  # the day and the teams in the id of some games

Tables = dict[tuple[str, str], Json]  # by sport, which may be blank, and id


class Answers(NamedTuple):
    """The objects of one file or of several."""

    lines: list[Json]
    players: Tables
    games: Tables


def looks_like(head: bytes) -> bool:
    """Whether JSON has keys of lines or of players near its beginning."""
    if b'"extra_metadata"' in head:
        return False
    return _has_lines(head) or _has_players(head) or _has_games(head)


def _has_lines(head: bytes) -> bool:
    return bool(_LINES.search(head)) and b'"subject_id"' in head


def _has_players(head: bytes) -> bool:
    return bool(_PLAYERS.search(head)) and b'"player_id"' in head


def _has_games(head: bytes) -> bool:
    return bool(_GAMES.search(head)) and b'"home_team"' in head and b'"game_id"' in head and b'"sport"' in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The options of the lines on players, each one side of a prop. Raises InvalidInput for lines without players."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    document = document_of(source)
    answers = Answers([], {}, {})
    _gather(document, "", MAX_DEPTH, answers)
    if not answers.lines:
        _require_lines(source, document, answers)
        return
    for other in source.beside:
        if _has_players(other.head) or _has_games(other.head):
            beside = Answers([], answers.players, answers.games)
            _gather(document_of(other), "", MAX_DEPTH, beside)
    if not answers.players and not any(_names_player(line) for line in answers.lines):
        raise InvalidInput(
            f"{source.label} has lines of Sleeper, but no players",
            hint="Import it with the file of players of its sport: bbprops props import lines.json players.json",
        )
    for line in answers.lines:
        yield from _options(line, answers, skipped)


def _require_lines(source: Source, document: object, answers: Answers) -> None:
    if not answers.players and not answers.games and document not in ([], {}):
        raise InvalidInput(f"{source.label} has no lines of Sleeper", hint=OTHER_FORMAT)
    if (answers.players or answers.games) and not any(_has_lines(other.head) for other in source.beside):
        raise InvalidInput(
            f"{source.label} has players or games of Sleeper, but no lines",
            hint="Import it with a file of lines: bbprops props import lines.json players.json",
        )


def _gather(node: object, key: str, depth: int, answers: Answers) -> None:
    """Put the lines, players and games of a document into `answers`; players may be by their ids."""
    if isinstance(node, dict) and "options" in node and "wager_type" in node:
        answers.lines.append(node)
    elif isinstance(node, dict) and ("first_name" in node or "last_name" in node):
        identifier = text(node.get("player_id")) or key
        answers.players[text(node.get("sport")) or "", identifier] = node
    elif isinstance(node, dict) and "game_id" in node and isinstance(node.get("metadata"), dict):
        answers.games[text(node.get("sport")) or "", text(node["game_id"]) or ""] = node
    elif depth and isinstance(node, dict):
        for name, value in node.items():
            _gather(value, name, depth - 1, answers)
    elif depth and isinstance(node, list):
        for value in node:
            _gather(value, "", depth - 1, answers)


def _options(line: Json, answers: Answers, skipped: Counter[str]) -> Iterator[Found]:
    options = line.get("options")
    if not isinstance(options, list):
        yield STRANGE, line
        return
    for sent in options:
        row = {key: value for key, value in line.items() if key != "options"} | {"option": sent}
        if not isinstance(sent, dict):
            yield STRANGE, row
        elif text(line.get("subject_type")) in ON_TEAMS:
            skipped[selections.GAME_LINES] += 1
        elif (text(sent.get("status")) or text(line.get("status")) or "active") != "active":
            skipped[selections.CLOSED] += 1
        else:
            yield _selection(line, sent, answers), row


def _selection(line: Json, option: Json, answers: Answers) -> Selection | BadField:
    sport = text(line.get("sport")) or ""
    identifier = text(line.get("subject_id")) or text(option.get("subject_id")) or ""
    player = _of(answers.players, sport, identifier)
    if not _named(player):
        player = record(line.get("subject")) or record(option.get("subject"))
    name = _named(player)
    if not name:
        return BadField("player", f"{identifier or None} is not in a file of players")
    kind = text(line.get("line_type")) or text(option.get("line_type")) or "normal"
    return Selection(
        platform=PLATFORM, game=_game(line, option, sport, answers.games), player=name, player_id=identifier or None,
        team=text(option.get("subject_team")) or text(player.get("team")),
        position=text(option.get("subject_position")) or text(player.get("position")),
        market=text(line.get("wager_type")) or "", choice=text(option.get("outcome")) or "",
        point=option.get("outcome_value"), decimal=option.get("payout_multiplier"),
        identifier=text(option.get("line_id")), is_alternate=kind != "normal",
    )  # fmt: skip


def _of(table: Tables, sport: str, identifier: str) -> Json:
    return table.get((sport, identifier)) or table.get(("", identifier), {})


def _names_player(line: Json) -> bool:
    options = line.get("options")
    inside = (record(option).get("subject") for option in (options if isinstance(options, list) else []))
    return any(_named(record(subject)) for subject in (line.get("subject"), *inside))


def _named(player: Json) -> str:
    names = " ".join(filter(None, (text(player.get(key)) for key in ("first_name", "last_name"))))
    return names or text(player.get("full_name")) or ""


def _game(line: Json, option: Json, sport: str, games: Tables) -> Game:
    identifier = text(line.get("game_id")) or text(option.get("game_id"))
    game = _of(games, sport, identifier or "")
    if game:
        home, away = (_team(record(game.get("metadata")).get(f"{side}_team")) for side in ("home", "away"))
        return Game(identifier, sport.upper(), game.get("start_time") or game.get("date"), home, away)
    found = _DATED.fullmatch(identifier or "")
    day, home, away = found.groups() if found else (None, None, None)
    return Game(identifier, sport.upper(), day, home, away)


def _team(sent: object) -> str | None:
    return text(sent) or text(record(sent).get("team"))
