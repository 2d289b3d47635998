"""Mean and median of a histogram, which maps each number to its count: exact, in any order and on both databases."""

import math
from collections.abc import Mapping

Histogram = Mapping[float, int]


def mean(numbers: Histogram) -> float:
    """The mean of the numbers, rounded once, at the end."""
    return math.fsum(number * times for number, times in numbers.items()) / sum(numbers.values())


def median(numbers: Histogram) -> float:
    """The middle number, or the mean of the two middle numbers."""
    total = sum(numbers.values())
    return (_at(numbers, (total - 1) // 2) + _at(numbers, total // 2)) / 2


def _at(numbers: Histogram, place: int) -> float:
    for number in sorted(numbers):
        place -= numbers[number]
        if place < 0:
            return number
    raise IndexError(place)
