"""Whether a matrix is a valid correlation matrix; in plain Python, as a slip has a dozen legs at most."""

import math
import sys
from collections.abc import Sequence
from typing import TypeGuard

Matrix = Sequence[Sequence[float]]
ROUNDING = 1e-6  # correlations are stored with a few decimals


def problems(matrix: object, legs: int) -> list[str]:
    """Why a matrix is not a correlation matrix of that many legs; an empty list if it is."""
    if not is_square(matrix, legs):
        return [f"is not {legs} rows of {legs} numbers"]
    found = []
    if any(abs(matrix[row][row] - 1) > ROUNDING for row in range(legs)):
        found.append("has a diagonal that is not 1")
    if any(abs(matrix[row][column] - matrix[column][row]) > ROUNDING for row in range(legs) for column in range(row)):
        found.append("is not symmetric")
    if any(abs(number) > 1 + ROUNDING for row in matrix for number in row):
        found.append("holds a number beyond ±1")
    return found or ([] if is_positive_semidefinite(matrix) else ["is not positive semi-definite"])


def is_square(matrix: object, size: int) -> TypeGuard[Matrix]:
    """Whether a value is a matrix of that many rows and columns of finite numbers."""
    return (
        isinstance(matrix, list)
        and len(matrix) == size
        and all(isinstance(row, list) and len(row) == size and all(map(_is_number, row)) for row in matrix)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def is_positive_semidefinite(matrix: Matrix) -> bool:
    """Whether no weighting of the legs has a negative variance: a Cholesky factor exists, rounding allowed for."""
    size = len(matrix)
    slack = ROUNDING * size
    factor = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column] - math.fsum(factor[row][k] * factor[column][k] for k in range(column))
            if row != column:
                factor[row][column] = rest / factor[column][column]
            elif rest + slack <= 0:
                return False
            else:
                factor[row][row] = math.sqrt(rest + slack)
    return True
