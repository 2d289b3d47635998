from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.errors import UsageError
from bbprops_cli.tasks.db import prune
from tests.databases import Database
from tests.factories import new_prop


@pytest.fixture
def old_props(target: Database) -> Database:
    """Two old inactive props of two boards."""
    game = datetime.now(UTC) - timedelta(days=100)
    with target.session() as work:
        new_prop(work, is_active=False, game_date=game)
        new_prop(work, is_active=False, game_date=game, league="NBA")
    return target


def test_plan_counts_old_props_by_platform_and_league(old_props: Database) -> None:
    planned = prune.plan("90d")

    assert planned.total == 2
    assert {league: rows for (_, league), rows in planned.boards.items()} == {"NFL": 1, "NBA": 1}
    assert planned.parts[0] == "prop_markets: 2 rows"


@pytest.mark.parametrize(("dry_run", "left"), [(True, 2), (False, 0)])
def test_prune_deletes_the_planned_props_unless_it_is_a_dry_run(old_props: Database, dry_run: bool, left: int) -> None:
    deleted = prune.carry_out(prune.plan("90d"), dry_run=dry_run)

    assert (deleted, old_props.rows("SELECT count(*) FROM prop_markets")) == (2, [(left,)])


def test_plan_refuses_a_time_in_the_future() -> None:
    with pytest.raises(UsageError, match="--older-than 'tomorrow' is in the future"):
        prune.plan("tomorrow")
