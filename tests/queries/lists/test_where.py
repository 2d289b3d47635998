"""`--where`: what it finds, and what it says when it cannot be read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.postgresql import POSTGRESQL
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
from tests.queries.conditions import ANY_TEXT, CONDITIONS, Condition

BOARD: list[board.Row] = [
    {
        "player_name": name,
        "team": team,
        "week": week,
        "line": 7.5,
        "odds": None,
        "game_date": datetime(2025, 10, 5, 17, tzinfo=UTC),
        "is_active": is_active,
        "id": f"0199b5a0-0000-7000-8000-{number:012}",
    }
    for number, (name, team, week, is_active) in enumerate(
        [("Ada", "KC", 1, True), ("Bo", None, 5, True), ("Cy", "", None, False), ("x", "'", 5, False)]
    )
]


@MANY
@given(rows=board.ROWS, condition=CONDITIONS)
def test_where_finds_the_rows_that_python_finds(
    database: Database, rows: list[board.Row], condition: Condition
) -> None:
    with holding(database, rows) as db:
        found = listed(db, ALL._replace(where=condition.text, sort="id"))

    assert found == board.tuples(board.ordered([row for row in rows if condition.holds(row) is True], ["id"]))


@MANY
@given(text=ANY_TEXT)
@example("is_active")
@example("week = 1 or is_active")
@example("not " * 5000 + "is_active")
@example("(" * 5000)
@example("is_active " + "and is_active " * 5000)
@example("week in (" + "1," * 50_000 + "1)")
@example("game_date > -99999999999999d")
def test_any_where_is_a_usage_error_or_finds_rows_that_its_negation_does_not(database: Database, text: str) -> None:
    with holding(database, BOARD) as db:
        whole = listed(db, ALL)
        try:
            found = listed(db, ALL._replace(where=text))
            others = listed(db, ALL._replace(where=f"not ({text})")) if text.strip() else []
        except UsageError:
            return

    assert found == [row for row in whole if row in found]
    assert not [row for row in others if row in found]
    assert found == whole or text.strip()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("week =", "--where: expected a value at the end"),
        ("week = 5 and", "--where: expected a column at the end"),
        ("week = 5 line > 2", "--where: expected and, or, or the end at character 10, before 'line'"),
        ("(week = 5", "--where: expected ) at the end"),
        ("week 5", "--where: expected a comparison such as =, <, in, like or is null at character 6, before '5'"),
        ("week in 5", "--where: expected ( at character 9, before '5'"),
        ("week between 1 or 2", "--where: expected and at character 16, before 'or'"),
        ("team = O'Brien", "--where: missing closing quote at character 9"),
        ("week = !5", "--where: unexpected '!' at character 8"),
        ("team = null", "--where: null cannot be compared, at character 8"),
        ("plyer_name = x", "--where: column 'plyer_name' does not exist. Did you mean player_name or player_id?"),
        ("line > 1 and week = five", "--where, at character 14: week: expected a number, got 'five'"),
        ("odds > nan", "--where, at character 1: odds: expected a price, such as 1.91 or -110, got 'nan'"),
        ("is_active = maybe", "--where, at character 1: is_active: expected true or false, got 'maybe'"),
        (
            "game_date > soon",
            "--where, at character 1: game_date: expected a date or time, such as 2025-10-05, 2025-10-05T17:00Z",
        ),
        ("id = 12ab", "--where, at character 1: id: expected an id of 32 hexadecimal digits, got '12ab'"),
        ("line like '5%'", "--where, at character 1: line is not text; like does not apply"),
        ("team like 'x\\'", "--where, at character 1: team like 'x\\\\': not a valid pattern"),
        ("extra_metadata = 5", "--where, at character 1: extra_metadata holds JSON and cannot be compared"),
        ("not " * 60 + "is_active", "--where: more than 50 levels deep at character 201"),
    ],
)
def test_unreadable_where_is_reported_with_its_position(text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        listing.statement_of(Request(PROPS, where=text), SQLITE)

    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "week = 5", "week == 5.0", "WEEK='5'", "season = 2025", "league IN (NFL, 'NBA')", "id = {id}", 'id = "{hex}"',
        "is_active", "not is_active = no", "is_active is not null", "game_date = 2025-10-05T17:00Z",
        "game_date between '2025-10-05 16:00' and 2025-10-05T13:30:00-04:00", "created_at > -1h and created_at < +1h",
        "player_name like '%mahomes%'", "player_name not like m%", "team is null", "not (team is not null)",
        "line>249", "line<=249.5 and week=5", "(((line > 2.495e2 or week = 5)))", "",  "  ",
    ],
)  # fmt: skip
def test_where_accepts_common_spellings(database: Database, text: str) -> None:
    with database.session() as work:
        kickoff = datetime(2025, 10, 5, 17, tzinfo=UTC)
        prop = factories.new_prop(work, "Patrick MAHOMES", game_date=kickoff)
        text = text.format(id=prop.id, hex=prop.id.hex.upper())

    with reading(parse(database.url)) as db:
        assert len(listed(db, Request(PROPS, where=text))) == 1


def test_unequal_never_matches_null(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, team=None)

    with reading(parse(database.url)) as db:
        assert listed(db, Request(PROPS, where="team != KC")) == []
        assert listed(db, Request(PROPS, where="not team = KC")) == []


def test_like_ignores_case_of_ascii_letters_only(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, "JOSÉ")

    with reading(parse(database.url)) as db:
        assert len(listed(db, Request(PROPS, where="player_name like josÉ"))) == 1
        assert listed(db, Request(PROPS, where="player_name like josé")) == []


def test_date_without_zone_is_read_in_the_zone_of_now() -> None:
    new_york = datetime(2025, 10, 6, tzinfo=ZoneInfo("America/New_York"))

    for now, midnight in ((new_york, 4), (None, 0)):
        statement = listing.statement_of(Request(PROPS, where="game_date >= 2025-10-05", now=now), POSTGRESQL)
        assert statement.parameters == (datetime(2025, 10, 5, midnight, tzinfo=UTC),)


def test_where_accepts_ten_thousand_values(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, line=9999)
    numbers = ", ".join(map(str, range(1, 10_000)))

    with reading(parse(database.url)) as db:
        assert len(listed(db, Request(PROPS, where=f"line in ({numbers})"))) == 1
