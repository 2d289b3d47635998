from datetime import UTC, datetime

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.slips.placement import Placement
from bbprops_cli.tasks.slips.place import place_slip, unplace_slip
from tests.databases import Database
from tests.factories import new_slip

NOW = datetime(2025, 10, 5, 16, tzinfo=UTC)
WANTED = Placement(5, "prizepicks", None)


@pytest.fixture
def slip(target: Database) -> str:
    with target.session() as work:
        return str(new_slip(work, platform=None, stake=None).id)


def test_placing_again_in_the_same_way_is_not_a_change(slip: str) -> None:
    first = place_slip(slip[-6:], lambda _: WANTED, dry_run=False)
    again = place_slip(slip, lambda _: WANTED, dry_run=False)

    assert (first.changed, again.changed) == (True, False)
    assert (first.end, again.slip.stake, again.slip.platform) == (slip[-6:], 5, "prizepicks")
    with pytest.raises(Conflict):
        place_slip(slip, lambda _: WANTED._replace(stake=6), dry_run=False)


def test_a_dry_run_returns_the_placement_and_stores_nothing(target: Database, slip: str) -> None:
    done = place_slip(slip, lambda _: WANTED._replace(at=NOW), dry_run=True)

    assert (done.changed, done.slip.is_placed, done.slip.placed_at) == (True, True, NOW)
    assert target.rows("SELECT count(*) FROM saved_slips WHERE is_placed") == [(0,)]


def test_unplacing_a_slip_that_is_not_placed_is_not_a_change(slip: str) -> None:
    assert not unplace_slip(slip, dry_run=False).changed
    place_slip(slip, lambda _: WANTED, dry_run=False)
    assert unplace_slip(slip, dry_run=False).changed
