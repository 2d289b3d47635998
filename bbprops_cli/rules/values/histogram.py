"""Figures over numbers that are given as how often each occurs: exact, so the same whatever the order or database."""

import math
from collections.abc import Mapping

Histogram = Mapping[float, int]


def mean(numbers: Histogram) -> float:
    """The mean, rounded once, at the end."""
    return math.fsum(number * times for number, times in numbers.items()) / sum(numbers.values())


def median(numbers: Histogram) -> float:
    """The middle, or half-way between the two in the middle."""
    total = sum(numbers.values())
    return (_at(numbers, (total - 1) // 2) + _at(numbers, total // 2)) / 2


def _at(numbers: Histogram, place: int) -> float:
    for number in sorted(numbers):
        place -= numbers[number]
        if place < 0:
            return number
    raise IndexError(place)
