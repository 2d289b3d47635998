import pytest

from bbprops_cli.tasks.db import environment
from tests.databases import Database

LABEL = "SELECT value FROM bbprops_meta WHERE key = 'environment'"


@pytest.mark.parametrize(
    ("before", "label", "needed", "ends_protection"),
    [
        ("", "staging", True, False),
        ("staging", "staging", False, False),
        ("staging", "production", True, False),
        ("production", "staging", True, True),
        ("production", "production", False, False),
    ],
)
def test_plan_compares_the_stored_label_with_the_wanted_one(
    target: Database, before: str, label: str, needed: bool, ends_protection: bool
) -> None:
    if before:
        target.rows("INSERT INTO bbprops_meta VALUES ('environment', %s)", before)

    planned = environment.plan(label)

    assert (planned.before, planned.needed, planned.ends_protection) == (before, needed, ends_protection)


@pytest.mark.parametrize(("dry_run", "stored"), [(True, []), (False, [("staging",)])])
def test_the_label_is_stored_unless_it_is_a_dry_run(target: Database, dry_run: bool, stored: list[tuple[str]]) -> None:
    environment.carry_out(environment.plan("staging"), dry_run=dry_run)

    assert target.rows(LABEL) == stored
