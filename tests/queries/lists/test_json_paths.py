"""Paths into JSON in --where, --sort and --fields: what Python says of the same documents, on both databases."""

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple, cast
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bbprops_cli.catalog import EXPERIMENTS, PROPS
from bbprops_cli.db.connection import sqlite
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from tests.databases import Database
from tests.queries.board import LETTERS, MANY, holding
from tests.queries.conditions import OPERATORS, Truth, _lower
from tests.queries.lists.test_keyset import pages

NAMES = ["roi", "a.b", 'x"y', "$", "", "é", "0", "-1", "01", "[0]", "%s", "?", "\u202e\x1b", "'"]
NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 0.1, 1.0, 2**53 + 1, 10**25, 0.30000000000000004, 1e300, 5e-324]),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
)
TEXTS = st.one_of(st.sampled_from(["5", "true", "null", "A", "a%"]), LETTERS)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
STEPS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)


class Path(NamedTuple):
    """A path as it is typed, and its steps."""

    text: str
    steps: list[str]

    def of(self, value: Any) -> Any:
        """What lies there; None is also what is not there."""
        for step in self.steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step in {"0", "-1"} and value:
                value = value[int(step)]
            else:
                return None
        return value


@st.composite
def paths(draw: st.DrawFn) -> Path:
    steps = draw(STEPS)
    parts = []
    for step in steps:
        bare = re.fullmatch(r"[\w$%?\[\]-]+", step) and draw(st.booleans())
        parts.append(step if bare else '"{}"'.format(step.replace('"', '""')))
    return Path("extra_metadata." + ".".join(parts), steps)


def kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else "text" if isinstance(value, str) else None


def double(value: Any) -> Any:
    return float(value) if kind(value) == "number" else value


def typed_text(value: Any) -> str:
    """A value as one may type it: text always in quotes, what is none of them never."""
    return "'{}'".format(value.replace("'", "''")) if isinstance(value, str) else json.dumps(value)


SCALARS = st.one_of(st.booleans(), NUMBERS, TEXTS)


@st.composite
def conditions(draw: st.DrawFn) -> tuple[str, Callable[[Any], Truth]]:
    path, word = draw(paths()), draw(st.sampled_from([*OPERATORS, "in", "not in", "between", "like", "is null"]))
    if word in OPERATORS:
        wanted = draw(SCALARS)
        compare = OPERATORS[word]
        return f"{path.text} {word} {typed_text(wanted)}", lambda document: _same_kind(
            path.of(document), wanted, lambda found: compare(double(found), double(wanted))
        )
    if word.endswith("in"):
        several = draw(st.lists(SCALARS, min_size=1, max_size=3))
        listed = ", ".join(map(typed_text, several))

        def among(document: Any) -> Truth:
            found = path.of(document)
            if kind(found) not in {kind(each) for each in several}:
                return None
            return ((kind(found), double(found)) in [(kind(each), double(each)) for each in several]) is (word == "in")

        return f"{path.text} {word} ({listed})", among
    if word == "between":
        low, high = draw(st.tuples(NUMBERS, NUMBERS) | st.tuples(TEXTS, TEXTS))
        return f"{path.text} between {typed_text(low)} and {typed_text(high)}", lambda document: _same_kind(
            path.of(document), low, lambda found: double(low) <= double(found) <= double(high)
        )
    if word == "like":
        return f"{path.text} like 'a%'", lambda document: _same_kind(
            path.of(document), "", lambda found: _lower(found).startswith("a")
        )
    return f"{path.text} is null", lambda document: path.of(document) is None


def _same_kind(found: Any, wanted: Any, holds: Callable[[Any], bool]) -> Truth:
    return holds(found) if kind(found) is not None and kind(found) == kind(wanted) else None


def rows_of(documents: list[Any]) -> list[dict[str, Any]]:
    return [
        {"id": str(UUID(int=number)), "player_name": "P", "line": 1.5, "is_active": True, "document": document}
        for number, document in enumerate(documents)
    ]


def held(db: Db, documents: list[Any]) -> None:
    """Give the rows their documents, as any client might have written them."""
    if db.dialect.name == "sqlite":
        sqlite.prepare(cast("sqlite3.Connection", db.connection), read_only=True)
    cursor, mark = db.connection.cursor(), "%s" if db.dialect.name == "postgresql" else "?"
    for number, document in enumerate(documents):
        text = document if isinstance(document, str) else json.dumps(document)
        identifier = str(UUID(int=number))
        cursor.execute(
            f"UPDATE prop_markets SET extra_metadata = {mark} WHERE id = {mark}",
            (text, identifier if db.dialect.name == "postgresql" else identifier.replace("-", "")),
        )


def found(database: Database, documents: list[Any], request: Request, *, limit: int = 0) -> list[list[Any]]:
    """The pages of a list over these documents."""
    rows = [{name: value for name, value in row.items() if name != "document"} for row in rows_of(documents)]
    with holding(database, rows) as db:
        held(db, documents)
        return pages(db, request._replace(limit=limit))


NUMBER_OF = Request(PROPS, fields="id", sort="id")


@MANY
@given(documents=st.lists(DOCUMENTS, max_size=6), condition=conditions(), negated=st.booleans())
def test_json_path_condition_finds_what_python_finds(
    database: Database, documents: list[Any], condition: tuple[str, Callable[[Any], Truth]], negated: bool
) -> None:
    text, holds = condition
    request = NUMBER_OF._replace(where=f"not ({text})" if negated else text)

    (page,) = found(database, documents, request)

    wanted = [n for n, document in enumerate(documents) if holds(document) is (not negated)]
    assert [UUID(identifier).int for (identifier,) in page] == wanted


@MANY
@given(documents=st.lists(DOCUMENTS, max_size=6), path=paths(), descending=st.booleans(), limit=st.integers(1, 3))
def test_json_path_sorts_numbers_then_texts_and_missing_values_last(
    database: Database, documents: list[Any], path: Path, descending: bool, limit: int
) -> None:
    order = Request(PROPS, fields="id", sort=f"{'-' * descending}{path.text}")

    listed = [row for page in found(database, documents, order, limit=limit) for row in page]

    numbers = list(enumerate(path.of(document) for document in documents))
    wanted = []
    for each in ("number", "text", "bool", None):
        own = [(double(value), number) for number, value in numbers if kind(value) == each]
        own.sort(key=lambda pair: pair[1:] if each is None else pair, reverse=descending)
        wanted += [number for _, number in own]
    assert [UUID(identifier).int for (identifier,) in listed] == wanted


@MANY
@given(documents=st.lists(DOCUMENTS, min_size=1, max_size=3), path=paths())
def test_json_path_field_shows_the_value_at_its_path(database: Database, documents: list[Any], path: Path) -> None:
    request = Request(PROPS, fields=f"id,{path.text}", sort="id")

    (page,) = found(database, documents, request)

    assert [doubles(value) for _, value in page] == [doubles(path.of(document)) for document in documents]


def doubles(value: Any) -> Any:
    """The value with each number as a double: jsonb spells 3.602879701896397e+16 as the integer 36028797018963970."""
    if isinstance(value, dict):
        return {name: doubles(each) for name, each in value.items()}
    if isinstance(value, list):
        return [doubles(each) for each in value]
    return double(value)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e-400", "1" + "0" * 5000])
def test_json_path_accepts_numbers_beyond_the_range_of_doubles(database: Database, number: str) -> None:
    documents = [f'{{"roi": {number}}}', {"roi": 0.5}]
    where = NUMBER_OF._replace(where="extra_metadata.roi > -1 or extra_metadata.roi <= -1")

    (page,) = found(database, documents, where)
    in_order = found(database, documents, Request(PROPS, fields="id", sort="extra_metadata.roi"), limit=1)

    assert len(page) == len(in_order) == 2
    assert (UUID(in_order[0][0][0]).int == 1) is (number[:2] != "-1" and number != "1e-400")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("extra_metadata.", "extra_metadata. is not a path: a name is missing"),
        ("extra_metadata..a", "a name is missing"),
        ('extra_metadata."a', "a quote is not closed"),
        ('extra_metadata."a"b', "a dot must follow a name in quotes"),
        ("extra_metadata" + ".a" * 51, "it has more than 50 steps"),
        ("extra_metadata.a\0b", "holds a NUL character"),
        ("player_name.roi", "player_name is not a JSON column"),
        ("extra_metadat.roi", "column 'extra_metadat.roi' does not exist"),
    ],
)
def test_invalid_json_path_is_a_usage_error(text: str, sentence: str) -> None:
    for request in (Request(PROPS, sort=text), Request(PROPS, fields=text)):
        with pytest.raises(UsageError) as caught:
            listing.statement_of(request, SQLITE)
        assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("metrics.roi between 1 and 'x'", "between takes two values of one type"),
        ('metrics.roi = x."y"', "expected a value"),
        ("metrics.roi > 1e999", "metrics.roi: expected a number"),
        ("metrics = 5", "metrics holds JSON and cannot be compared"),
    ],
)
def test_meaningless_json_path_condition_is_a_usage_error(where: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        listing.statement_of(Request(EXPERIMENTS, where=where), POSTGRESQL)
    assert sentence in str(caught.value)


@example(name="'); DROP TABLE users; --")
@given(name=LETTERS.filter(lambda name: not name.isdecimal()))
def test_json_path_name_is_never_part_of_the_sql(name: str) -> None:
    plain = listing.statement_of(_with_name("roi"), POSTGRESQL)

    hostile = listing.statement_of(_with_name(name), POSTGRESQL)

    assert hostile.sql == plain.sql
    assert len(hostile.parameters) == len(plain.parameters)


def _with_name(name: str) -> Request:
    path = 'metrics."{}"'.format(name.replace('"', '""'))
    return Request(EXPERIMENTS, "", (Filter(path, ">", 0.5),), f"{path} < 1", f"-{path}", f"id,{path}")
