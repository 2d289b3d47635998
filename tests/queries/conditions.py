"""Random conditions: the text a person would type, and what it means, worked out in plain Python."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from hypothesis import strategies as st

from bbprops_cli.queries.lists.where import KEYWORDS
from tests.queries.board import LETTERS, NULLABLE, VALUES, Row

Truth = bool | None  # None is unknown: something was null
PIECES = ["%", "_", "a", "B", "é", "É", "\\%", "\\_", "\\\\", "\\a", "'", " "]
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


class Condition(NamedTuple):
    """Text, and the truth of it for a row."""

    text: str
    holds: Callable[[Row], Truth]


def _written(draw: st.DrawFn, value: Any) -> str:
    """A value as one may type it: bare where that is possible, else in quotes of either kind."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    bare = re.fullmatch(r"[^\s(),'\"=<>!]+", text) and text.lower() not in KEYWORDS
    quote = draw(st.sampled_from(["'", '"', *(["bare"] if bare else [])]))
    return text if quote == "bare" else f"{quote}{text.replace(quote, quote * 2)}{quote}"


def _keyword(draw: st.DrawFn, word: str) -> str:
    return draw(st.sampled_from([word, word.upper(), word.title()]))


@st.composite
def _comparison(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(list(VALUES)))
    sign = draw(st.sampled_from(list(OPERATORS)))
    wanted = draw(VALUES[name])
    text = f"{name}{draw(st.sampled_from(['', ' ']))}{sign} {_written(draw, wanted)}"
    compare = OPERATORS[sign]
    return Condition(text, lambda row: None if row[name] is None else compare(row[name], wanted))


@st.composite
def _membership(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(list(VALUES)))
    wanted = draw(st.lists(VALUES[name], min_size=1, max_size=3))
    word = draw(st.sampled_from(["in", "not in"]))
    text = f"{name} {_keyword(draw, word)} ({', '.join(_written(draw, value) for value in wanted)})"
    return Condition(text, lambda row: None if row[name] is None else (row[name] in wanted) is (word == "in"))


@st.composite
def _range(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(list(VALUES)))
    low, high = draw(VALUES[name]), draw(VALUES[name])
    word = draw(st.sampled_from(["between", "not between"]))
    text = f"{name} {_keyword(draw, word)} {_written(draw, low)} {_keyword(draw, 'and')} {_written(draw, high)}"
    return Condition(text, lambda row: None if row[name] is None else (low <= row[name] <= high) is (word == "between"))


@st.composite
def _likeness(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(["team", "player_name"]))
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=4))
    word = draw(st.sampled_from(["like", "not like"]))
    special = {"%": ".*", "_": "."}
    pattern = "".join(special.get(piece) or re.escape(_lower(piece[-1])) for piece in pieces)

    def holds(row: Row) -> Truth:
        if row[name] is None:
            return None
        return (re.fullmatch(pattern, _lower(row[name]), re.DOTALL) is not None) is (word == "like")

    return Condition(f"{name} {_keyword(draw, word)} {_written(draw, ''.join(pieces))}", holds)


def _lower(text: str) -> str:
    return re.sub("[A-Z]", lambda found: found[0].lower(), text)


@st.composite
def _presence(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from([*NULLABLE, "line"]))
    word = draw(st.sampled_from(["is null", "is not null"]))
    return Condition(f"{name} {_keyword(draw, word)}", lambda row: (row[name] is None) is (word == "is null"))


def _negated(inner: Condition) -> Condition:
    def holds(row: Row) -> Truth:
        truth = inner.holds(row)
        return None if truth is None else not truth

    return Condition(f"not ({inner.text})", holds)


def _joined(word: str, parts: list[Condition]) -> Condition:
    def holds(row: Row) -> Truth:
        truths = [part.holds(row) for part in parts]
        decisive = word == "or"
        return decisive if decisive in truths else None if None in truths else not decisive

    return Condition(f" {word} ".join(f"({part.text})" for part in parts), holds)


_ACTIVE = st.just(Condition("is_active", lambda row: bool(row["is_active"])))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.one_of(_comparison(), _membership(), _range(), _likeness(), _presence(), _ACTIVE),
    lambda inner: st.one_of(
        inner.map(_negated),
        st.builds(_joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=5,
)
_FRAGMENTS = [
    *VALUES, *OPERATORS, *KEYWORDS, "(", ")", ",", "'", '"', "5", "-7d", "x", "''", "'a'", "extra_metadata", "%", "\\",
    "today", "1e999", "nan", "\0", "\ud800", "²", "٣", "9" * 30, "null", "metrics.roi", ";--", "%s", "?", ":x",
]  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(_FRAGMENTS) | LETTERS, max_size=12).map(" ".join))
