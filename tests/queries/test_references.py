"""References: names, ids, ends of ids, and what is said when none or several fit."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.catalog import PROPS, SNAPSHOTS, USERS, Noun
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Ambiguous, NotFound
from bbprops_cli.queries import references
from tests import factories
from tests.databases import Database
from tests.queries.board import MANY, holding

ONE = UUID("01a20000-0000-7000-8000-00000abc1234")
OTHER = UUID("01a20000-0000-7000-8000-00001abc1234")


def meant(database: Database, noun: Noun, ref: str) -> str:
    with reading(parse(database.url)) as db:
        return references.resolve(db, noun, ref)


@pytest.mark.parametrize(
    "ref", [str(ONE), ONE.hex, ONE.hex.upper(), "abc1234", "bc1234", "0-00000ABC1234", "00-0000-7000-8000-00000abc1234"]
)
def test_id_or_its_end_is_a_reference(database: Database, ref: str) -> None:
    with database.session() as work:
        factories.new_prop(work, id=ONE)
        factories.new_prop(work)

    assert meant(database, PROPS, ref) == str(ONE)


@pytest.mark.parametrize("ref", ["nfl-week-5-2025", "abc123", str(OTHER)])
def test_exact_name_comes_before_the_end_of_an_id(database: Database, ref: str) -> None:
    with database.session() as work:
        factories.new_snapshot(work, ref, id=ONE)
        factories.new_snapshot(work, "other", id=UUID("01a20000-0000-7000-8000-000000abc123"))

    assert meant(database, SNAPSHOTS, ref) == str(ONE)


@pytest.mark.parametrize("ref", ["ana@example.com", "Ana@Example.COM", "ana"])
def test_email_address_and_username_refer_to_a_user(database: Database, ref: str) -> None:
    with database.session() as work:
        factories.new_user(work, "ana@example.com", username="ana", id=ONE)
        factories.new_user(work, "bo@example.com")

    assert meant(database, USERS, ref) == str(ONE)


def test_ambiguous_end_of_an_id_names_the_candidates(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, "Ada", id=ONE, line=7)
        factories.new_prop(work, "Bo", id=OTHER, line=8.5)

    with pytest.raises(Ambiguous) as caught:
        meant(database, PROPS, "abc1234")

    assert str(caught.value) == (
        "'abc1234' matches several props: 00000abc1234 Ada passing_yards 7.0 prizepicks,"
        " 00001abc1234 Bo passing_yards 8.5 prizepicks"
    )


def test_ten_of_many_candidates_are_named(database: Database) -> None:
    with database.session() as work:
        for number in range(12):
            factories.new_snapshot(work, f"snapshot-{number:02}", id=UUID(f"01a20000-0000-7000-8000-{number:06}abc123"))

    with pytest.raises(Ambiguous) as caught:
        meant(database, SNAPSHOTS, "abc123")

    assert "000009abc123 snapshot-09, and more" in str(caught.value)
    assert "snapshot-10" not in str(caught.value)


def test_unknown_name_gets_a_suggestion(database: Database) -> None:
    with database.session() as work:
        factories.new_snapshot(work, "nfl-week-5-2025")

    with pytest.raises(NotFound) as caught:
        meant(database, SNAPSHOTS, "nfl-week-5-2052")

    assert str(caught.value) == "snapshot 'nfl-week-5-2052' does not exist. Did you mean nfl-week-5-2025?"


def test_five_characters_of_an_id_are_not_a_reference(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, id=ONE)

    with pytest.raises(NotFound, match="prop 'c1234' does not exist") as caught:
        meant(database, PROPS, "c1234")

    assert caught.value.hint == "Give the id, or at least its last six characters."


@MANY
@given(ref=st.text(max_size=50) | st.just("x\0") | st.just("\ud800"))
def test_any_text_that_names_no_row_is_not_found(database: Database, ref: str) -> None:
    with holding(database, []) as db:
        for noun in (PROPS, SNAPSHOTS, USERS):
            with pytest.raises(NotFound):
                references.resolve(db, noun, ref)
