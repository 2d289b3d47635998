from datetime import date
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.queries.slips.creation import SlipDefaults
from bbprops_cli.tasks.slips.create import create_slips
from tests.databases import Database
from tests.factories import new_leg, new_snapshot, new_user

DAY = date(2025, 10, 5)


@pytest.fixture
def defaults(target: Database) -> SlipDefaults:
    with target.session() as work:
        new_user(work, "ana@example.com")
        new_snapshot(work, "five", league="NBA")
        new_snapshot(work, "both", league="NBA+NFL")
    return SlipDefaults({"user": "ana@example.com"}, "over", DAY)


def slip(**values: Any) -> dict[str, Any]:
    return {"legs": [{"player": "Ada", "market": "points", "line": 9.5}], "ev": 1.1} | values


@pytest.mark.parametrize(("dry_run", "stored"), [(True, 0), (False, 2)])
def test_created_slips_are_returned_as_stored(
    target: Database, defaults: SlipDefaults, dry_run: bool, stored: int
) -> None:
    created = create_slips([slip(league="NBA")] * 2, defaults, dry_run=dry_run)

    assert (len(created.rows), created.computed) == (2, 0)
    assert target.rows("SELECT count(*) FROM saved_slips") == [(stored,)]


def test_legs_take_the_league_of_a_snapshot_that_has_one(target: Database, defaults: SlipDefaults) -> None:
    def on(snapshot: str) -> SlipDefaults:
        return defaults._replace(values={**defaults.values, "snapshot": snapshot})

    assert create_slips([slip()], on("five"), dry_run=False).rows
    with pytest.raises(InvalidInput, match="leg 1: league is missing"):
        create_slips([slip()], on("both"), dry_run=False)


def test_contradictions_name_the_slip_and_the_leg(defaults: SlipDefaults) -> None:
    created = create_slips([slip(league="NBA"), {"legs": [new_leg()] * 2, "ev": 1, "x": 1}], defaults, dry_run=True)

    assert created.contradictions == ["slip 2 contradicts itself: leg 2 is on the prop of leg 1"]
    assert created.ignored == ["x"]


def test_a_slip_needs_a_user(defaults: SlipDefaults) -> None:
    with pytest.raises(UsageError, match="the slip has no user"):
        create_slips([slip(league="NBA")], defaults._replace(values={}), dry_run=False)
