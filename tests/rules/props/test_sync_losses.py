"""How much a sync may deactivate without a confirmation."""

import pytest

from bbprops_cli.rules.props.sync_losses import Loss, large_losses

BOARD = ("underdog", "NFL")


@pytest.mark.parametrize(
    ("gone", "before", "is_large"),
    [(51, 101, True), (51, 102, False), (50, 50, False), (51, 51, True), (4999, 5000, True), (2500, 5000, False)],
)
def test_more_than_half_and_more_than_fifty_is_large(gone: int, before: int, is_large: bool) -> None:
    assert bool(large_losses({BOARD: before}, {BOARD: gone})) is is_large


def test_each_platform_and_league_counts_by_itself() -> None:
    before = {BOARD: 100, ("underdog", "NBA"): 1000, ("fanduel", "NFL"): 60}
    gone = {BOARD: 90, ("underdog", "NBA"): 100, ("fanduel", "NFL"): 60}

    losses = large_losses(before, gone)

    assert losses == (Loss("fanduel", "NFL", 60, 60), Loss("underdog", "NFL", 90, 100))
    assert str(losses[1]) == "90 of 100 props of underdog NFL"
