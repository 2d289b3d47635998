"""The spelling of JSON on SQLite."""

import json

import pytest

from bbprops_cli.rules.snapshots.digest import digest_json
from bbprops_cli.rules.values.stored_json import as_stored_json, stored_json


def test_stored_json_is_compact_and_its_keys_are_sorted() -> None:
    assert stored_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": 1.0}', '{ "a": 1e0 }'])
def test_spellings_of_one_number_are_stored_as_one(text: str) -> None:
    assert as_stored_json(text) == '{"a":1}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_cannot_be_stored(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        stored_json([number])


def test_the_json_of_a_digest_differs_from_stored_json() -> None:
    value = json.loads('{"\\uff3a": 1e21, "\\ud835\\udc9c": 1}')

    assert digest_json(value) == '{"\U0001d49c":1,"\uff3a":1e+21}'
    assert stored_json(value) == '{"\uff3a":1e+21,"\U0001d49c":1}'
