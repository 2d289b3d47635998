from uuid import UUID

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.models import User
from bbprops_cli.tasks.users import erase
from tests.databases import Database
from tests.factories import new_slip, new_user


@pytest.fixture
def ana(target: Database) -> str:
    """The id of a user with one slip."""
    with target.session() as work:
        user = new_user(work, "ana@example.com")
        new_slip(work, user)
        return str(user.id)


@pytest.mark.parametrize(("with_data", "rows"), [(False, 1), (True, 2)])
def test_a_plan_says_what_it_affects(ana: str, with_data: bool, rows: int) -> None:
    plan = erase.plan("ana@example.com", with_data=with_data)

    assert (plan.needed, plan.rows, plan.data) == (True, rows, {"slips": 1})
    assert (plan.name, plan.end) == ("ana@example.com", ana[-6:])


def test_an_erased_user_needs_erasure_only_for_remaining_data(ana: str) -> None:
    erase.carry_out(erase.plan(ana, with_data=False), dry_run=False)

    assert not erase.plan(ana, with_data=False).needed
    assert erase.plan(ana, with_data=True).needed

    erase.carry_out(erase.plan(ana, with_data=True), dry_run=False)
    assert not erase.plan(ana, with_data=True).needed


def test_a_dry_run_erases_nothing(ana: str, target: Database) -> None:
    erase.carry_out(erase.plan(ana, with_data=True), dry_run=True)

    assert target.rows("SELECT email FROM users WHERE email LIKE 'ana%'") == [("ana@example.com",)]
    assert target.rows("SELECT count(*) FROM saved_slips") == [(1,)]


def test_a_slip_added_after_the_plan_stops_the_erasure(ana: str, target: Database) -> None:
    plan = erase.plan(ana, with_data=True)
    with target.session() as work:
        new_slip(work, work.get_one(User, UUID(ana)))

    with pytest.raises(Conflict):
        erase.carry_out(plan, dry_run=False)
