"""The catalogue and the tables tell the same story."""

from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, DateTime, Double, Integer, String, TypeDecorator, Uuid, inspect
from sqlmodel import Session, SQLModel

import bbprops_cli.models  # noqa: F401 - registers the tables
from bbprops_cli import catalog
from bbprops_cli.catalog import Noun

TYPES: dict[type[Any], str] = {
    Uuid: "uuid",
    Boolean: "bool",
    Integer: "int",
    Double: "float",
    DateTime: "instant",
    JSON: "json",
    String: "text",
}
each_noun = pytest.mark.parametrize("noun", catalog.NOUNS, ids=lambda noun: noun.table)


def _type_of(column: Any) -> str:
    type_ = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return next(name for class_, name in TYPES.items() if isinstance(type_, class_))


def test_every_table_is_in_the_catalogue_once() -> None:
    assert sorted(noun.table for noun in catalog.NOUNS) == sorted(SQLModel.metadata.tables)


@each_noun
def test_names_types_and_nullability_are_those_of_the_table(noun: Noun) -> None:
    table = SQLModel.metadata.tables[noun.table]

    said = [(column.name, column.type, column.nullable) for column in noun.columns]
    assert said == [(column.name, _type_of(column), column.nullable) for column in table.columns]


@each_noun
def test_names_and_nullability_are_those_of_the_migrated_database(session: Session, noun: Noun) -> None:
    columns = inspect(session.connection()).get_columns(noun.table)

    said = [(column.name, column.nullable) for column in noun.columns]
    assert said == [(column["name"], column["nullable"]) for column in columns]


@each_noun
def test_order_and_key_are_columns(noun: Noun) -> None:
    assert noun.column(noun.order.removeprefix("-"))
    assert noun.key is None or noun.column(noun.key)


@each_noun
def test_a_narrow_terminal_still_shows_something(noun: Noun) -> None:
    assert any(column.rank == 1 for column in noun.columns)


@each_noun
def test_no_two_columns_share_a_title(noun: Noun) -> None:
    titles = [column.title for column in noun.columns]

    assert len(set(titles)) == len(titles)


@each_noun
def test_only_prices_are_shown_as_odds(noun: Noun) -> None:
    assert {column.name for column in noun.columns if column.odds} <= {"odds", "under_odds"}
