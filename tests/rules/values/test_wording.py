import pytest

from bbprops_cli.rules.values.wording import counted, past


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
