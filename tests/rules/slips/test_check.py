"""Contradictions in a slip."""

from bbprops_cli.rules.slips.check import findings
from tests.rules.slips.test_value import DAY, legs


def test_an_ev_with_or_without_correlation_is_no_contradiction() -> None:
    matrix = {"matrix": [[1, 0.2], [0.2, 1]]}

    for ev in (0.75, 0.8, 0.9):
        assert list(findings(legs(0.5, 0.5), ev, matrix, DAY)) == []
    (found,) = findings(legs(0.5, 0.5), 1.2, matrix, DAY)
    assert (found.what, found.leg, found.detail) == ("ev", None, "is 1.2, but its legs and payout give 0.9 (power)")


def test_two_legs_on_one_prop_are_a_contradiction_in_any_line_and_spelling() -> None:
    twice = legs(0.5, 0.5, player="José Núñez", market="points", line=1.5)
    twice[1] |= {"player": "jose nunez", "line": 2.5}

    found = [each for each in findings(twice, 0.75, {}, DAY) if each.what == "same prop"]

    assert [(each.leg, each.detail) for each in found] == [(2, "is on the prop of leg 1")]
