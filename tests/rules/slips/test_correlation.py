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
def test_what_is_no_matrix_of_correlations_says_why(matrix: Any, found: list[str]) -> None:
    assert problems(matrix, 2) == found


def test_pairs_that_cannot_all_be_true_are_not_semidefinite() -> None:
    matrix = [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]

    assert problems(matrix, 3) == ["is not positive semi-definite"]


def test_thirds_are_the_edge_of_what_three_opposites_can_be() -> None:
    def opposites(each: float) -> list[list[float]]:
        return [[1 if row == column else each for column in range(3)] for row in range(3)]

    assert is_positive_semidefinite(opposites(-0.5))
    assert not is_positive_semidefinite(opposites(-0.501))
