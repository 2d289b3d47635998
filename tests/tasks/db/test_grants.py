import pytest

from bbprops_cli.errors import UsageError
from bbprops_cli.tasks.db import grants
from tests.databases import Database


def test_roles_have_statements_on_postgresql_only(target: Database) -> None:
    found = grants.find("bets")

    assert found.names == [
        *("bets_owner", "bets_app", "bets_cron", "bets_analyst", "bets_backup", "bets_admin"),
    ]
    assert bool(found.statements) == (target.kind == "postgresql")


@pytest.mark.parametrize("kind", ["postgresql"])
def test_script_explains_each_role(target: Database) -> None:
    assert "-- bets_analyst: reads everything except who the users are\n" in grants.find("bets").script


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_prefix_that_cannot_be_part_of_a_name_is_refused(target: Database) -> None:
    with pytest.raises(UsageError, match="is not a valid beginning of a role name"):
        grants.find("x; DROP")
