"""`cache warm` and `explain`: answers made beforehand, and held against the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat, Cron, Leagues, Season, Week
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import NotFound, UsageError
from bbprops_cli.invocation import current
from bbprops_cli.output import console, formats

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import Client
    from bbprops_cli.cache.keys import Key
    from bbprops_cli.rules.cache.keys import Board

PATIENCE = 5.0  # seconds for one answer; a person looks at large keys, too


@contextmanager
def connected() -> "Iterator[tuple[Client, str]]":
    """A client, and what our keys begin with; without a REDIS_URL that is a UsageError."""
    from bbprops_cli.cache import connect as redis_connect

    where = redis_connect.target()
    if where is None:
        raise UsageError(
            "REDIS_URL is not set, so nothing is cached; everything else works without it.",
            hint="Set REDIS_URL, such as redis://localhost:6379/0, in the environment or in .env.",
        )
    client = redis_connect.client(where, answer_timeout=PATIENCE)
    try:
        yield client, settings.current().text("REDIS_KEY_PREFIX")
    finally:
        client.close()


WARMED = (
    Column("key", "text", "Where the answer is kept", 1),
    Column("props", "int", "Props of the answer", 1),
    Column("bytes", "int", "Its length", 1),
    Column("kept", "bool", "No when the board changed meanwhile", 1),
)


def warm(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Compute the boards that an API will be asked for: each league's, week by week."""
    from bbprops_cli.cache import answers
    from bbprops_cli.queries.props import boards

    ttl = settings.current().number("REDIS_CACHE_TTL")
    with connected() as (client, prefix):
        with reading(target()) as db:  # the primary: what a replica has not heard of yet would stay
            wanted = boards.on_board(db, league or [], season, week)
        names = [answers.names(prefix, board.scope) for board in wanted]
        versions = [answers.begin_version(client, which) for which in names]  # before anything is read
        rows: list[tuple[str, int, int, bool]] = []
        with reading(target()) as db:
            for board, which, version in zip(wanted, names, versions, strict=True):
                props = boards.first(db, board)
                body = answers.encode(props)
                rows.append((which.answer, len(props), len(body), answers.store(client, which, body, version, ttl)))
    if output or not current().cron:
        formats.show(rows, WARMED, fmt=output)
    warmed = f"warmed {sum(kept for *_, kept in rows):,} of {len(rows):,} boards for {ttl} s"
    console.report(warmed if rows else "nothing to do: there is no such board", changed=bool(rows))


EXPLAINED = (
    Column("key", "text", "Its name", 1),
    Column("state", "text", "fresh, stale or orphan; ours or foreign when it is no answer", 1),
    Column("reason", "text", "Why", 1),
    Column("topic", "text", "What it counts on", 1, nullable=True),
    Column("made", "instant", "When it was computed", 1, nullable=True),
    Column("ttl", "float", "Seconds to live; empty without an end", 1, nullable=True),
)


def explain(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its name, whole or below the prefix.")],
    output: AsFormat = None,
) -> None:
    """Say whether an answer is fresh, stale or an orphan, held against the database."""
    with connected() as (client, prefix):
        values = _explained(client, prefix, existing(client, prefix, key))
    formats.show_one(list(zip(EXPLAINED, values, strict=True)), fmt=output)


def existing(client: "Client", prefix: str, key: str) -> "Key":
    """The key of that name, whole or below the prefix; raises NotFound."""
    from bbprops_cli.cache import keys

    if (found := keys.find(client, prefix, key)) is None:
        raise NotFound(f"There is no key '{key}'.", hint="bbprops cache keys lists them.")
    return found


def _explained(client: "Client", prefix: str, key: "Key") -> tuple[Any, ...]:
    from bbprops_cli.cache import answers
    from bbprops_cli.cache.keys import shown
    from bbprops_cli.rules.cache import keys as cache_keys
    from bbprops_cli.rules.cache import state as cache_state

    name = shown(key.name)
    role = cache_keys.role(prefix, name)
    if role in cache_state.OTHER_KEYS:
        return (name, *cache_state.OTHER_KEYS[role], None, None, key.ttl)
    scope = name.removeprefix(f"{prefix}:")
    tag, board = cache_keys.tag_of(scope), cache_keys.board_of(scope)
    answer = answers.unpack(client.get(key.name)) if key.type == "string" else None
    current = answers.current_version(client, answers.names(prefix, scope))
    state = cache_state.judge(
        is_answer=answer is not None,
        version_is_current=answer is not None and answer.version == current,
        tag=tag,
        cached=json.loads(answer.body) if answer else None,
        stored=_as_stored(board) if answer and board else None,
    )
    return (name, *state, tag, answer.made if answer else None, key.ttl)


def _as_stored(board: "Board") -> Any:
    """What would be kept if it were computed now."""
    from bbprops_cli.cache import answers
    from bbprops_cli.queries.props import boards

    with reading(target()) as db:
        return json.loads(answers.encode(boards.first(db, board)))
