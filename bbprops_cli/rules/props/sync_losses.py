"""How much of the board a sync may deactivate without a confirmation."""

from collections.abc import Mapping
from typing import NamedTuple

SMALL_PROPS = 50  # up to this number nothing is asked, as a small board may change as a whole

Board = tuple[str, str]  # platform and league


class Loss(NamedTuple):
    """Props of one platform and league that a sync would deactivate, out of those on the board."""

    platform: str
    league: str
    gone: int
    before: int

    def __str__(self) -> str:
        return f"{self.gone:,} of {self.before:,} props of {self.platform} {self.league}"


def large_losses(before: Mapping[Board, int], gone: Mapping[Board, int]) -> tuple[Loss, ...]:
    """The losses of more than half of a board and more than SMALL_PROPS; both arguments are numbers of props."""
    return tuple(
        Loss(*board, number, before[board])
        for board, number in sorted(gone.items())
        if number > SMALL_PROPS and 2 * number > before[board]
    )
