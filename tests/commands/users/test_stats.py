from tests.commands.users.conftest import rows
from tests.conftest import Run


def test_users_are_counted_by_tier_and_status(crowd: Run) -> None:
    found = rows(crowd, "stats")

    assert [tuple(row.values()) for row in found] == [
        ("free", "active", 2, 1, 0),
        ("pro", "active", 1, 1, 0),
        ("pro", "past_due", 1, 1, 0),
    ]
    assert list(found[0]) == ["subscription_tier", "subscription_status", "users", "active", "verified"]


def test_new_users_are_counted_by_month(crowd: Run) -> None:
    found = rows(crowd, "stats", "--by", "month", "--search", "ana")

    assert found == [{"month": "2025-09", "users": 1, "active": 1, "verified": 0}]
    assert crowd("users", "stats", "--by", "tear").exit_code == 2
