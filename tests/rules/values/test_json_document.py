"""JSON from files and options."""

import re

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.json_document import flat, object_in, read, require_storable, value


def test_the_values_of_a_document_are_read_one_after_another() -> None:
    assert list(read('\ufeff{"a": 1}\n[2]\n 3 ', "the file")) == [{"a": 1}, [2], 3]
    assert list(read(" \n", "the file")) == []


def test_values_of_lists_stand_in_their_place() -> None:
    assert flat('1 [2, [3]] {"a": 4}', "the file") == [1, 2, [3], {"a": 4}]
    for text in ("", " ", "[]", "[] []"):
        with pytest.raises(InvalidInput, match="the file is empty"):
            flat(text, "the file")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "the file is not JSON: Expecting property name"),
        ("NaN", "the file is not JSON: NaN is not a JSON number."),
        ("[1e999]", "the file is not JSON: 1e999 is too large for a number."),
        ("[" * 100_000, "the file is not JSON: "),
    ],
)
def test_an_invalid_document_is_named_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{re.escape(reason)}"):
        list(read(text, "the file"))


@pytest.mark.parametrize(("text", "found"), [("0.5", 0.5), ('"0.5"', "0.5"), ("high", "high"), ("[1]", [1])])
def test_a_typed_value_is_json_or_else_text(text: str, found: object) -> None:
    assert value(text) == found


@pytest.mark.parametrize("text", ["NaN", "-inf", '"\\u0000"', "\ud800"])
def test_a_typed_value_that_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a JSON number|holds"):
        value(text)


@pytest.mark.parametrize("text", ["[1]", "{} {}", "", "1"])
def test_text_that_is_not_one_object_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^--metadata is not a JSON object\.$"):
        object_in(text, "--metadata")


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        ({"a": float("nan")}, "holds NaN or Infinity, which JSON does not allow"),
        ({"a": "\0"}, "holds a NUL character"),
        ({"\ud800": 1}, "holds half of a surrogate pair"),
    ],
)
def test_a_value_that_cannot_be_stored_is_named_with_the_reason(stored: object, reason: str) -> None:
    with pytest.raises(InvalidInput, match=f"^The slip {reason}\\.$"):
        require_storable(stored, "The slip")
