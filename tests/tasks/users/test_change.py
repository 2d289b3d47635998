import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.tasks.users import change
from tests.databases import Database
from tests.factories import new_user

ANA = {"email": "ana@example.com", "clerk_user_id": "clerk_ana"}


@pytest.mark.parametrize(("dry_run", "stored"), [(True, 0), (False, 1)])
def test_a_created_user_is_returned_as_stored(target: Database, dry_run: bool, stored: int) -> None:
    done = change.create(ANA, "error", dry_run=dry_run)

    assert (done.did, done.user.email, done.user.subscription_tier) == ("created", "ana@example.com", "free")
    assert target.rows("SELECT count(*) FROM users") == [(stored,)]


def test_an_existing_user_is_a_conflict_unless_told_otherwise(target: Database) -> None:
    change.create(ANA, "error", dry_run=False)

    with pytest.raises(Conflict, match="already exists"):
        change.create(ANA, "error", dry_run=False)
    assert change.create(ANA, "skip", dry_run=False).did == "skipped"
    assert change.create({**ANA, "username": "ana"}, "update", dry_run=False).changed == {"username": (None, "ana")}


def test_several_references_to_one_user_are_one_change(target: Database) -> None:
    with target.session() as work:
        new_user(work, "ana@example.com", username="ana")

    done = change.update(["ana", "ana@example.com"], {"username": None}, dry_run=False)

    assert [(each.did, each.changed) for each in done] == [("updated", {"username": ("ana", None)})]


def test_set_active_returns_only_users_for_whom_it_is_a_change(target: Database) -> None:
    with target.session() as work:
        new_user(work, "ana@example.com")
        new_user(work, "bo@example.com", is_active=False)

    assert change.set_active(["ana@example.com", "bo@example.com"], active=False, dry_run=False) == ["ana@example.com"]
    assert target.rows("SELECT count(*) FROM users WHERE is_active") == [(0,)]
