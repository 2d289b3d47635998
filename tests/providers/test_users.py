import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers.source import Source
from bbprops_cli.providers.users import UserFile, UserRow
from bbprops_cli.rules.props.prop import Reject


def read(folder: Path, content: str, **columns: str) -> tuple[UserFile, list[UserRow | Reject]]:
    path = folder / "users"
    path.write_text(content)
    users = UserFile(Source(path), columns)
    return users, list(users)


def test_users_are_read_under_our_names_and_common_other_ones(tmp_path: Path) -> None:
    users, rows = read(tmp_path, "Email Address,Tier,active,nickname\nana@example.com, PRO ,off,An\n,,,\n")

    assert [(row.line, row.values) for row in rows if isinstance(row, UserRow)] == [
        (2, {"email": "ana@example.com", "subscription_tier": "pro", "is_active": False})
    ]
    assert users.unknown_headers == ["nickname"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_time_of_a_user_is_iso_8601_and_utc_without_a_zone(tmp_path: Path, text: str, time: datetime) -> None:
    _, rows = read(tmp_path, f"email,expires\na@b.example,{text}\n")

    assert [row.values["subscription_expires_at"] for row in rows if isinstance(row, UserRow)] == [time]


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"expires": "today"}, "subscription_expires_at", "'today' is not a date or time"),
        ({"expires": "0001-01-01T00:00+05:00"}, "subscription_expires_at", "'0001-01-01T00:00+05:00' is not"),
        ({"email": 7}, "email", "is not text"),
        ({"active": "perhaps"}, "is_active", "'perhaps' is neither true nor false"),
        ({"metadata": "[1]"}, "user_metadata", "is not a JSON object"),
    ],
)
def test_a_bad_value_of_a_user_is_rejected_under_its_column(
    tmp_path: Path, values: dict[str, Any], field: str, reason: str
) -> None:
    _, rows = read(tmp_path, json.dumps([{"email": "a@b.example"}, values]))

    (reject,) = [row for row in rows if isinstance(row, Reject)]
    assert (reject.line, reject.field) == (2, field)
    assert reject.reason.startswith(reason)


def test_a_map_of_users_refuses_titles_and_columns_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--map: column 'mail' does not exist"):
        read(tmp_path, "email\na@b.example\n", mail="email")
    with pytest.raises(InvalidInput, match="has no column for --map email"):
        read(tmp_path, "email\na@b.example\n", email="Mail")
