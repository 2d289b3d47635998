from typing import Any

import pytest

from bbprops_cli.rules.slips.correlation import is_positive_semidefinite, problems


@pytest.mark.parametrize(
    ("matrix", "found"),
    [
        ([[1, 0.2], [0.2, 1]], []),
        ([[1, 1], [1, 1]], []),  # the limit: singular, but semi-definite
        ([[1, 0.2], [0.3, 1]], ["is not symmetric"]),
        ([[1, 0.2], [0.2, 0.9]], ["has a diagonal that is not 1"]),
        ([[1, 1.2], [1.2, 1]], ["holds a number beyond ±1"]),
        ([[1, 0.2]], ["is not 2 rows of 2 numbers"]),
        ([[1, "0.2"], [0.2, 1]], ["is not 2 rows of 2 numbers"]),
        ([[1, 10**400], [10**400, 1]], ["is not 2 rows of 2 numbers"]),
        ([[1, float("nan")], [0.2, 1]], ["is not 2 rows of 2 numbers"]),
        ("matrix", ["is not 2 rows of 2 numbers"]),
    ],
)
def test_an_invalid_correlation_matrix_is_refused_with_the_reason(matrix: Any, found: list[str]) -> None:
    assert problems(matrix, 2) == found


def test_correlations_that_exclude_one_another_are_not_semidefinite() -> None:
    matrix = [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]

    assert problems(matrix, 3) == ["is not positive semi-definite"]


def test_three_legs_can_have_correlations_of_minus_one_half_but_not_less() -> None:
    def opposites(each: float) -> list[list[float]]:
        return [[1 if row == column else each for column in range(3)] for row in range(3)]

    assert is_positive_semidefinite(opposites(-0.5))
    assert not is_positive_semidefinite(opposites(-0.501))
