from collections.abc import Callable

import pytest

from bbprops_cli.providers import csv_samples as samples


@pytest.mark.parametrize(
    ("says", "cells", "answer"),
    [
        (samples.mostly_sides, ["Over", "u 4.5", "Hawks"], True),
        (samples.mostly_sides, ["Over", "Hawks"], False),
        (samples.mostly_sides, [], False),
        (samples.mostly_numbers, ["4.5", "o5", "x"], True),
        (samples.mostly_numbers, ["Over", "4.5"], False),
        (samples.all_sides, ["OVER", " under "], True),
        (samples.all_sides, ["OVER", ""], False),
        (samples.all_sides, ["OVER", "PASS"], False),
        (samples.half_steps, ["4.5", "", "21.0"], True),
        (samples.half_steps, ["4.5", "0.13"], False),
        (samples.half_steps, ["4.5", "high"], False),
        (samples.half_steps, [""], True),
        (samples.all_variants, ["Goblin", "", "base"], True),
        (samples.all_variants, ["Goblin", "hard"], False),
        (samples.all_variants, ["Standard", "Red", "Green"], True),
        (samples.all_platforms, ["DK", "PrizePicks"], True),
        (samples.all_platforms, ["DK", "scraper"], False),
        (samples.any_times, ["2025-10-05", "2025-10-05 17:00"], True),
        (samples.any_times, ["2025-10-05", "7:30 PM"], False),
        (samples.may_be_prices, ["-110", "1.9", "0"], True),
        (samples.may_be_prices, ["0.55", "0.45", "2"], False),
        (samples.may_be_prices, ["55%", "45%"], False),
        (samples.may_be_prices, [], True),
        (samples.rather_prices, ["-110", "120", "x"], True),
        (samples.rather_prices, ["1.87", "2"], True),
        (samples.rather_prices, ["4.5", "20.25"], False),
        (samples.is_day_first, ["5/10/2025", "25/10/2025"], True),
        (samples.is_day_first, ["25/10/2025", "10/25/2025"], False),
    ],
)
def test_the_cells_of_a_column_tell_what_it_holds(
    says: Callable[[list[list[str]], int], bool], cells: list[str], answer: bool
) -> None:
    assert says([["Ana", cell] for cell in cells], 1) is answer


@pytest.mark.parametrize(
    ("name", "cells", "answer"),
    [
        ("game_date", ["7:30 PM", "Tonight"], False),
        ("game_date", ["7:30 PM", "2025-10-05"], True),
        ("game_date", ["", ""], True),
        ("home_team", ["1", "0"], False),
        ("home_team", ["1", "ACE"], True),
        ("week", ["Wild Card", "18"], True),
        ("week", ["Wild Card"], False),
        ("season", ["Post"], False),
        ("under_odds", ["0.4"], False),
    ],
)
def test_a_field_takes_a_column_only_if_its_cells_fit(name: str, cells: list[str], answer: bool) -> None:
    assert samples.REQUIRED[name]([[cell] for cell in cells], 0) is answer


def test_columns_are_sampled_from_rows_that_may_be_short() -> None:
    assert samples.cells_of([["Ana"], ["Bea", " 4.5 "], ["Cy", "None"], ["Di", ""]], 1) == ["4.5"]
    assert samples.cells_of([["Ana"]], None) == []
    assert samples.numbers_of([["Ana"], ["Bea", "4.5"], ["Cy", "x"]], 1) == [4.5]
