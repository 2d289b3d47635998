"""Text that both databases can store."""

import json

import pytest

from bbprops_cli.rules.values.storable import unstorable, unstorable_json


@pytest.mark.parametrize("text", ["", "plain", "Dončić \U0001f600", "\\u0000", "\x01\x7f"])
def test_text_without_nul_and_lone_surrogates_can_be_stored(text: str) -> None:
    assert unstorable(text) == unstorable_json(json.dumps(text)) == ""


@pytest.mark.parametrize("text", ["\0", "a\0b", "\\\0"])
def test_text_with_a_nul_character_cannot_be_stored(text: str) -> None:
    assert unstorable(text) == unstorable_json(json.dumps(text)) == "holds a NUL character"


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_text_with_a_lone_surrogate_cannot_be_stored(text: str) -> None:
    assert unstorable(text) == unstorable_json(json.dumps(text, ensure_ascii=False)) == "holds half of a surrogate pair"
