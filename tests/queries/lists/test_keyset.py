"""Order and pages: page after page is the whole list, on both databases."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.catalog import LOCK_EVENTS, META, PROPS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from tests import factories
from tests.databases import Database
from tests.queries import board
from tests.queries.board import ALL, MANY, holding, listed
from tests.queries.conditions import ANY_TEXT

SORTS = st.lists(
    st.sampled_from(board.FIELDS).flatmap(lambda name: st.sampled_from([name, f"-{name}"])),
    min_size=1,
    max_size=3,
    unique_by=lambda key: key.lstrip("-"),
).filter(lambda keys: all(key.lstrip("-") != "id" for key in keys[:-1]))


def pages(db: Db, request: Request) -> list[list[tuple[Any, ...]]]:
    found, token = [], request.after
    while True:
        page = listing.open_page(db, request._replace(after=token))
        found.append(list(page))
        if page.next_token is None:
            return found
        token = page.next_token


@MANY
@given(rows=board.ROWS, keys=SORTS, limit=st.integers(1, 5))
def test_concatenated_pages_are_the_whole_list_in_order(
    database: Database, rows: list[board.Row], keys: list[str], limit: int
) -> None:
    request = ALL._replace(sort=",".join(keys))

    with holding(database, rows) as db:
        whole = listed(db, request)
        parts = pages(db, request._replace(limit=limit))

    assert whole == board.tuples(board.ordered(rows, keys))
    assert [row for part in parts for row in part] == whole
    assert [len(part) for part in parts[:-1]] == [limit] * (len(parts) - 1)


@MANY
@given(text=st.text(max_size=40) | st.text("abcdefgh-_AZ019=", max_size=60))
def test_any_text_as_a_page_token_is_a_usage_error(kind: str, text: str) -> None:
    request = ALL._replace(after=text or "x", limit=2)

    with pytest.raises(UsageError, match="--after"):
        listing.statement_of(request, dialect_named(kind))


@MANY
@given(text=ANY_TEXT)
def test_any_sort_or_fields_compile_to_an_order_by_id_or_are_a_usage_error(kind: str, text: str) -> None:
    for request in (Request(PROPS, sort=text), Request(PROPS, fields=text)):
        with suppress(UsageError):
            assert listing.statement_of(request, dialect_named(kind)).order[-1].column.name == "id"


def test_default_order_of_every_noun_ends_with_a_unique_column() -> None:
    orders = {
        noun.name: ",".join(map(str, listing.statement_of(Request(noun), SQLITE).order))
        for noun in (PROPS, SNAPSHOTS, LOCK_EVENTS, META)
    }

    assert orders == {
        "props": "player_name,id",
        "snapshots": "-created_at,-id",
        "lock events": "-id",
        "settings": "key",
    }


def test_page_token_is_refused_by_another_list(database: Database) -> None:
    first = Request(PROPS, "is_active", listing.filters(week=5), "week > 1", limit=1)
    with database.session() as work:
        factories.new_prop(work, "Ada")
        factories.new_prop(work, "Bo")
    with reading(parse(database.url)) as db:
        page = listing.open_page(db, first)
        list(page)
    changes: list[dict[str, Any]] = [
        {"scope": ""}, {"filters": ()}, {"where": "week > 2"}, {"noun": SNAPSHOTS},
        {"sort": "-week"}, {"sort": "week,season"},
    ]  # fmt: skip

    for change in changes:
        with pytest.raises(UsageError, match="other filters or another order"):
            listing.statement_of(first._replace(after=page.next_token or "", **change), dialect_named(database.kind))
    assert listing.statement_of(
        first._replace(after=page.next_token or "", limit=9, fields="id"), dialect_named(database.kind)
    ).sql


@pytest.mark.parametrize("values", [[], [None, None], ["Ada", "no id"], [["Ada"], "0" * 32], {"a": 1, "b": 2}, 5])
def test_forged_page_token_is_reported_as_damaged(values: Any) -> None:
    request = Request(PROPS)
    statement = listing.statement_of(request, SQLITE)
    forged = json.dumps([1, "player_name,id", statement.digest, values])

    with pytest.raises(UsageError, match="--after: the token is damaged"):
        listing.statement_of(request._replace(after=urlsafe_b64encode(forged.encode()).decode()), SQLITE)


def test_last_page_has_no_token(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work)
        factories.new_prop(work)

    with reading(parse(database.url)) as db:
        page = listing.open_page(db, Request(PROPS, limit=2))
        rows = list(page)

    assert (len(rows), page.next_token) == (2, None)


def test_ids_sort_alike_on_both_databases(database: Database) -> None:
    ids = ["0a000000-0000-7000-8000-000000000000", "9f000000-0000-7000-8000-000000000000"]
    with database.session() as work:
        for identifier in reversed(ids):
            factories.new_prop(work, id=UUID(identifier))

    with reading(parse(database.url)) as db:
        assert [row[0] for row in listed(db, Request(PROPS, fields="id", sort="-id"))] == ids[::-1]
