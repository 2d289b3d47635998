"""The catalogue describes the tables as they are."""

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
def test_column_names_types_and_nullability_are_those_of_the_table(noun: Noun) -> None:
    table = SQLModel.metadata.tables[noun.table]

    said = [(column.name, column.type, column.nullable) for column in noun.columns]
    assert said == [(column.name, _type_of(column), column.nullable) for column in table.columns]


@each_noun
def test_column_names_and_nullability_are_those_of_the_migrated_database(session: Session, noun: Noun) -> None:
    columns = inspect(session.connection()).get_columns(noun.table)

    said = [(column.name, column.nullable) for column in noun.columns]
    assert said == [(column["name"], column["nullable"]) for column in columns]


@each_noun
def test_order_and_key_of_a_noun_are_columns_of_it(noun: Noun) -> None:
    assert noun.column(noun.order.removeprefix("-"))
    assert noun.key is None or noun.column(noun.key)


@each_noun
def test_every_noun_has_a_column_for_a_narrow_terminal(noun: Noun) -> None:
    assert any(column.rank == 1 for column in noun.columns)


@each_noun
def test_no_two_columns_of_a_noun_share_a_header(noun: Noun) -> None:
    titles = [column.title for column in noun.columns]

    assert len(set(titles)) == len(titles)


@each_noun
def test_only_the_prices_of_props_are_columns_shown_as_odds(noun: Noun) -> None:
    prices = {"odds", "under_odds"} if noun is catalog.PROPS else set()

    assert {column.name for column in noun.columns if column.odds} == prices


def test_the_price_of_a_leg_is_shown_as_odds() -> None:
    assert [column.name for column in catalog.LEG if column.odds] == ["odds"]


@each_noun
def test_every_help_text_is_a_phrase_without_a_full_stop(noun: Noun) -> None:
    helps = [each.help for column in noun.columns for each in (column, *column.keys)]

    assert all(helps)
    assert not [text for text in helps if text.endswith((".", " ")) and not text.endswith("...")]
