"""Paths into JSON columns."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.values.json_path import LARGEST_DOUBLE, MAX_STEPS, at, path_text, steps

DOCUMENT = json.dumps({"roi": 0.1, "log loss": 2, "by": [{"name": "é"}, True, None], "many": 10**400})


@pytest.mark.parametrize(
    ("text", "found"),
    [("roi", ("roi",)), ("by.0.name", ("by", "0", "name")), ('a."b.c"', ("a", "b.c")), ('"x""y"', ('x"y',))],
)
def test_a_path_is_read_into_its_steps(text: str, found: tuple[str, ...]) -> None:
    assert steps(text) == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a name is missing"),
        ("a..b", "a name is missing"),
        ('a."b', "a quote is not closed"),
        ('"a"b', "a dot must follow a name in quotes"),
        ("a" + ".a" * MAX_STEPS, f"it has more than {MAX_STEPS} steps"),
    ],
)
def test_an_invalid_path_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        steps(text)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_the_text_of_a_path_is_read_back_into_its_steps(path: list[str]) -> None:
    assert steps(path_text(tuple(path))) == tuple(path)


@pytest.mark.parametrize(
    ("path", "wanted", "found"),
    [
        (["roi"], "float", 0.1),
        (["log loss"], "float", 2.0),
        (["roi"], "text", None),
        (["by", "0", "name"], "text", "é"),
        (["by", "-2"], "bool", True),
        (["by", "1"], "float", None),
        (["by", "2"], "value", None),
        (["by", "7"], "value", None),
        (["by", "0"], "value", '{"name": "\\u00e9"}'),
        (["many"], "float", LARGEST_DOUBLE),
    ],
)
def test_the_value_at_a_path_has_the_wanted_type_or_is_none(path: list[str], wanted: str, found: object) -> None:
    assert at(DOCUMENT, json.dumps(path), wanted) == found
