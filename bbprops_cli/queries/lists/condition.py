"""Conditions as trees of plain data; `writer` makes SQL of them."""

from typing import Literal, NamedTuple, TypeAlias

from bbprops_cli.catalog import Column
from bbprops_cli.queries.lists.values import Value


class Comparison(NamedTuple):
    """A column compared with values in its own type; null is neither equal nor unequal to anything, as in SQL."""

    column: Column
    operator: str  # = != < <= > >=, [not] in, [not] like, [not] between, is [not] null, or has: a text in a JSON array
    values: tuple[Value, ...] = ()


class Not(NamedTuple):
    """The negation of a condition."""

    part: "Node"


class Junction(NamedTuple):
    """Several conditions joined by AND or OR."""

    word: Literal["AND", "OR"]
    parts: tuple["Node", ...]


class FirstKnown(NamedTuple):
    """The first of several conditions that is true or false; unknown if all of them are."""

    parts: tuple["Node", ...]


Node: TypeAlias = Comparison | Not | Junction | FirstKnown
