import pytest

from bbprops_cli.catalog import USERS
from bbprops_cli.errors import Conflict, NotFound
from bbprops_cli.tasks import removal
from tests.databases import Database
from tests.factories import new_slip, new_user

COUNTS = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM saved_slips)"


def test_rows_are_found_once_with_dependents_and_environment(target: Database) -> None:
    with target.session() as work:
        user = new_user(work, "ana@example.com")
        new_slip(work, user)

    found = removal.find(USERS, ["ana@example.com", str(user.id)])

    assert (found.held.names, found.held.deleted) == (("ana@example.com",), {"experiments": 0, "slips": 1})
    assert (found.environment, str(found.where.dialect.name)) == ("", target.kind)


def test_a_row_that_does_not_exist_is_not_found(target: Database) -> None:
    with pytest.raises(NotFound):
        removal.find(USERS, ["ana@example.com"])


@pytest.mark.parametrize(("dry_run", "left"), [(True, (1, 1)), (False, (0, 0))])
def test_found_rows_are_deleted_with_their_dependents(target: Database, dry_run: bool, left: tuple[int, int]) -> None:
    with target.session() as work:
        new_slip(work, new_user(work, "ana@example.com"))

    removal.delete(removal.find(USERS, ["ana@example.com"]), touches=(), dry_run=dry_run)

    assert target.rows(COUNTS) == [left]


def test_rows_that_got_a_dependent_since_are_not_deleted(target: Database) -> None:
    with target.session() as work:
        user = new_user(work, "ana@example.com")
    found = removal.find(USERS, ["ana@example.com"])
    with target.session() as work:
        new_slip(work, user)

    with pytest.raises(Conflict, match="its dependents have changed"):
        removal.delete(found, touches=(), dry_run=False)

    assert target.rows(COUNTS) == [(1, 1)]
