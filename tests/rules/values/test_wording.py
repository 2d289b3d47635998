from datetime import timedelta

import pytest

from bbprops_cli.rules.values.wording import counted, past, size, span, with_dependents, without_reference


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 slips"), (1, "1 slip"), (2, "2 slips"), (12_345, "12,345 slips")]
)
def test_a_number_stands_with_its_noun(number: int, expected: str) -> None:
    assert counted(number, "slips") == expected


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("delete", "deleted"),
        ("lock", "locked"),
        ("copy", "copied"),
        ("deploy", "deployed"),
        ("read", "read"),
        ("set", "set"),
        ("tag", "tagged"),
    ],
)
def test_a_report_uses_the_past_tense(verb: str, expected: str) -> None:
    assert past(verb) == expected


def test_a_deletion_reports_deleted_dependents_before_kept_ones() -> None:
    kept = without_reference({"experiments": 1, "slips": 2, "others": 0})

    assert kept == ["1 experiment, 2 slips kept without the reference"]
    assert with_dependents("w", ["3 props"], kept) == f"w (also 3 props; {kept[0]})"
    assert with_dependents("w", [], kept) == f"w ({kept[0]})"
    assert with_dependents("w", [], without_reference({"slips": 0})) == "w"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=90), "90 s"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=7), "7 days"),
        (timedelta(days=300), "10 months"),
    ],
)
def test_span_is_in_its_largest_unit(length: timedelta, words: str) -> None:
    assert span(length) == words


@pytest.mark.parametrize(("number", "words"), [(999, "999 bytes"), (1500, "1.5 kB"), (10**10, "10.0 GB")])
def test_size_is_in_its_largest_unit(number: int, words: str) -> None:
    assert size(number) == words
