import pytest

from bbprops_cli.errors import UsageError
from bbprops_cli.tasks.experiments.compare import compare_experiments


def test_the_first_run_is_the_baseline_unless_another_one_is_named(stored: dict[str, str]) -> None:
    references = [stored["base"], stored["good"]]

    default = compare_experiments(references, "", everything=False)
    named = compare_experiments(references, stored["good"], everything=False)

    assert (default.baseline, default.count("better"), default.count("worse")) == ("base", 1, 0)
    assert (named.baseline, named.count("better"), named.count("worse")) == ("good", 0, 1)
    assert default.caveats.keys() == {"base", "good"}


def test_one_run_cannot_be_compared(stored: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="only one experiment to compare"):
        compare_experiments([stored["base"]], stored["base"], everything=False)
