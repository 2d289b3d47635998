"""Escapes: nothing that steers a terminal gets through, and clean text is left alone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.output.safe import UNSAFE, escape, escape_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("José 日本 👍🏽 [bold]", "José 日本 👍🏽 [bold]"),
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("\x1b[31m\x07\x7f\x9b", "\\x1b[31m\\x07\\x7f\\x9b"),
        ("\u202eabc\u2066\u200f\u061c\u2028\u2029", "\\u202eabc\\u2066\\u200f\\u061c\\u2028\\u2029"),
        ("\ud800", "\\ud800"),
        ("non\xa0breaking", "non\xa0breaking"),
    ],
)
def test_control_characters_become_visible_escapes(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_clean_text_is_returned_as_the_same_object() -> None:
    text = "Patrick Mahomes"

    assert escape(text) is text


@given(value=st.text() | st.dictionaries(st.text(), st.text(st.characters())))
def test_escaped_json_parses_to_an_equal_value(value: object) -> None:
    text = escape_json(json.dumps(value, ensure_ascii=False))

    assert json.loads(text) == value
    assert not UNSAFE.search(text)
