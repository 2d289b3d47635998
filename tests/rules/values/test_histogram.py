from collections import Counter
from statistics import median, quantiles

from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.values import histogram

NUMBERS = st.lists(st.sampled_from([0.5, -3.5, 7.0, 249.5, 1e6]) | st.floats(-1e6, 1e6), min_size=1, max_size=30)


@given(NUMBERS)
def test_the_median_of_a_histogram_equals_that_of_its_numbers(numbers: list[float]) -> None:
    assert histogram.median(Counter(numbers)) == median(numbers)


@given(NUMBERS, st.randoms())
def test_the_mean_of_a_histogram_does_not_depend_on_the_order(numbers: list[float], random: object) -> None:
    mean = histogram.mean(Counter(numbers))

    assert mean == histogram.mean(Counter(sorted(numbers)))
    assert min(numbers) - 1e-6 <= mean <= max(numbers) + 1e-6


def test_mean_and_median_of_a_small_histogram_are_exact() -> None:
    lines = {1.5: 3, 2.5: 1}

    assert (histogram.mean(lines), histogram.median(lines)) == (1.75, 1.5)
    assert histogram.median({1.0: 1, 4.0: 1}) == quantiles([1.0, 4.0], n=2)[0]
