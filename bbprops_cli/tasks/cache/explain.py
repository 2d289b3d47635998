"""Compare a cached answer with the database."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.cache import answers
from bbprops_cli.cache.keys import Key, shown
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.queries.props import boards
from bbprops_cli.rules.cache import keys, state
from bbprops_cli.tasks.cache.connection import Connected, connected

if TYPE_CHECKING:
    from bbprops_cli.rules.cache.keys import Board


class Explained(NamedTuple):
    """A key, its state and the reason; for an answer also its cache tag and when it was computed."""

    key: str
    state: str
    reason: str
    tag: str | None
    made: datetime | None
    ttl: float | None


def explain(name: str) -> Explained:
    """The state of a key; raises NotFound."""
    with connected() as redis:
        key = redis.key(name)
        role = keys.role(redis.prefix, shown(key.name))
        if role in state.OTHER_KEYS:
            return Explained(shown(key.name), *state.OTHER_KEYS[role], None, None, key.ttl)
        return _explain_answer(redis, key)


def _explain_answer(redis: Connected, key: Key) -> Explained:
    scope = shown(key.name).removeprefix(f"{redis.prefix}:")
    tag, board = keys.tag_of(scope), keys.board_of(scope)
    answer = answers.unpack(redis.client.get(key.name)) if key.type == "string" else None
    current = answers.current_version(redis.client, answers.names(redis.prefix, scope))
    found = state.judge(
        is_answer=answer is not None,
        version_is_current=answer is not None and answer.version == current,
        tag=tag,
        cached=json.loads(answer.body) if answer else None,
        stored=_in_database(board) if answer and board else None,
    )
    return Explained(shown(key.name), *found, tag, answer.made if answer else None, key.ttl)


def _in_database(board: "Board") -> object:
    """The answer that would be stored if it were computed now."""
    with reading(target()) as db:
        return json.loads(answers.encode(boards.first(db, board)))
