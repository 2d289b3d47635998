"""One meaning for each word of true and false, over and under, wherever it is read."""

from datetime import UTC, datetime

import pytest

from bbprops_cli import settings
from bbprops_cli.catalog import PROPS
from bbprops_cli.queries.lists.values import typed
from bbprops_cli.rules.props.correction import corrected
from bbprops_cli.rules.slips.leg import LegDefaults, read_leg
from bbprops_cli.rules.values.words import HEADER_SIDES, SIDES, TRUTH, side, truth
from tests.rules.props.test_correction import PROP


@pytest.mark.parametrize(("word", "meaning"), TRUTH.items())
def test_a_truth_word_means_the_same_in_a_correction_a_condition_and_a_setting(
    word: str, *, meaning: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_active = PROPS.column("is_active")
    monkeypatch.setenv("BBPROPS_READ_ONLY", word.upper())
    assert is_active

    assert truth(f" {word.upper()} ") is meaning
    assert corrected(PROP, {"is_active": word}).is_active is meaning
    assert typed(is_active, word, datetime.now(UTC)) is meaning
    assert settings.current().flag("BBPROPS_READ_ONLY") is meaning


@pytest.mark.parametrize("word", ["", "maybe", "2", "over"])
def test_a_word_that_is_neither_true_nor_false_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is neither true nor false"):
        truth(word)


@pytest.mark.parametrize(("word", "meaning"), SIDES.items())
def test_a_side_word_means_the_same_alone_and_in_a_leg(word: str, meaning: str) -> None:
    leg = {"player": "Ada Example", "league": "NFL", "market": "points", "line": 1.5, "side": word.upper()}

    assert side(f" {word.upper()} ") == meaning
    assert read_leg(leg, LegDefaults())["side"] == meaning


@pytest.mark.parametrize("word", ["", "maybe", "ov"])
def test_a_word_that_is_neither_over_nor_under_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is neither over nor under"):
        side(word)


def test_a_side_word_in_a_header_means_what_it_means_in_a_cell() -> None:
    assert HEADER_SIDES.items() <= SIDES.items()
    assert not {"yes", "no"} & HEADER_SIDES.keys()
