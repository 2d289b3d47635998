"""Every CHECK, tried with values just inside and just outside, on both databases."""

import math
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from tests.models.plain_sql import insert, stored, without_guards

SHA = "a" * 64
LOCKED = {
    "is_locked": True,
    "locked_at": "2025-10-05 17:00:00.000000+00:00",
    "locked_by": "ana",
    "content_format": "bbprops-jsonl-1",
    "content_sha256": SHA,
    "content_props": 0,
}
JSON_COLUMNS = [
    ("users", "user_metadata", "object"),
    ("snapshots", "config", "object"),
    ("snapshots", "tags", "array"),
    ("experiments", "metrics", "object"),
    ("saved_slips", "legs", "array"),
    ("saved_slips", "correlations", "object"),
    ("saved_slips", "tags", "array"),
    ("prop_markets", "extra_metadata", "object"),
]
LOCK_STATE = "ck_snapshots_lock_state"
WEEK_TABLES = ["snapshots", "experiments", "prop_markets"]
NUMBERS = [
    ("prop_markets", "line"),
    ("prop_markets", "odds"),
    ("prop_markets", "under_odds"),
    ("experiments", "bankroll"),
    ("saved_slips", "ev"),
    ("saved_slips", "variance"),
    ("saved_slips", "var_95"),
    ("saved_slips", "stake"),
]

ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    *((table, {"week": week}) for table in WEEK_TABLES for week in (None, 0, 53)),
    *(("prop_markets", {"line": line}) for line in (-1_000_000, -7.5, 0, 0.5, 1_000_000)),
    *(("prop_markets", {name: odds}) for name in ("odds", "under_odds") for odds in (None, 1.000001, 1.91, 1001)),
    *(("experiments", {"bankroll": value}) for value in (0.01, 1e300)),
    *(("experiments", {"risk_mode": mode}) for mode in ("conservative", "balanced", "aggressive")),
    *(("experiments", {"status": status}) for status in ("draft", "running", "completed", "failed")),
    ("experiments", {"num_props": 0, "num_slips": 0}),
    *(("saved_slips", {"ev": value, "var_95": value}) for value in (-1e300, 0, 1e300)),
    *(("saved_slips", {"variance": value, "stake": value}) for value in (None, 0, 1e300)),
    *(("users", {"email": email}) for email in ("a@b", "ana+tag@example.com", "é@example.com", "a" * 248 + "@b.com")),
    *(("users", {"subscription_tier": tier}) for tier in ("free", "pro", "enterprise")),
    *(("users", {"subscription_status": status}) for status in ("active", "cancelled", "past_due", "trialing")),
    ("users", {"clerk_user_id": None, "supabase_user_id": "00000000000040008000000000000001"}),
    ("snapshots", LOCKED),
    ("snapshots", {**LOCKED, "locked_by": None}),
    ("snapshot_lock_events", {"action": "lock"}),
    ("snapshot_lock_events", {"action": "unlock", "reason": "8 or more"}),
]

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    *((table, {"week": week}, f"ck_{table}_week") for table in WEEK_TABLES for week in (-1, 54)),
    *(("prop_markets", {"line": line}, "ck_prop_markets_line") for line in (-1_000_000.01, 1_000_000.01)),
    *(
        ("prop_markets", {name: odds}, f"ck_prop_markets_{name}")
        for name in ("odds", "under_odds")
        for odds in (-110, 0, 1, 1001.01, 1002)
    ),
    *((table, {name: sign * math.inf}, f"ck_{table}_{name}") for table, name in NUMBERS for sign in (-1, 1)),
    *(("experiments", {"bankroll": value}, "ck_experiments_bankroll") for value in (0, -1)),
    *(("experiments", {name: -1}, f"ck_experiments_{name}") for name in ("num_props", "num_slips")),
    *(("experiments", {name: "Balanced"}, f"ck_experiments_{name}") for name in ("risk_mode", "status")),
    *(("saved_slips", {name: -0.01}, f"ck_saved_slips_{name}") for name in ("variance", "stake")),
    ("saved_slips", {"legs": "[]"}, "ck_saved_slips_legs_some"),
    *(
        ("users", {"email": email}, "ck_users_email")
        for email in ("Ana@example.com", "ana", "@example.com", "ana@", "a na@example.com", "")
    ),
    *(("users", {name: "gold"}, f"ck_users_{name}") for name in ("subscription_tier", "subscription_status")),
    ("users", {"clerk_user_id": None, "supabase_user_id": None}, "ck_users_auth_id"),
    *(("snapshots", {**LOCKED, name: None}, LOCK_STATE) for name in LOCKED if name not in {"is_locked", "locked_by"}),
    *(("snapshots", {name: value}, LOCK_STATE) for name, value in LOCKED.items()),
    ("snapshots", {**LOCKED, "is_locked": False}, LOCK_STATE),
    ("snapshots", {**LOCKED, "content_sha256": SHA[1:]}, LOCK_STATE),
    ("snapshot_lock_events", {"action": "delete"}, "ck_snapshot_lock_events_action"),
    *(
        ("snapshot_lock_events", {"action": "unlock", "reason": reason}, "ck_snapshot_lock_events_reason")
        for reason in (None, "", "1234567", "   a   b   ")
    ),
    *(
        (table, {column: value}, f"ck_{table}_{column}")
        for table, column, kind in JSON_COLUMNS
        for value in ("null", '"text"', "1", "[1]" if kind == "object" else '{"a": 1}')
    ),
]


def _name(value: object) -> str | None:
    return str(value)[:60] if isinstance(value, dict) else None


@pytest.mark.parametrize(("table", "values"), ACCEPTED, ids=_name)
def test_a_table_takes_values_within_its_checks(session: Session, table: str, values: dict[str, Any]) -> None:
    if values.get("is_locked"):
        without_guards(session)
    insert(session, table, **values)

    assert stored(session, table, "count(*)") == 1


@pytest.mark.parametrize(("table", "values", "constraint"), REFUSED, ids=_name)
def test_a_table_refuses_values_outside_its_checks(
    session: Session, table: str, values: dict[str, Any], constraint: str
) -> None:
    if values.get("is_locked"):
        without_guards(session)
    with pytest.raises(IntegrityError, match=rf"\b{constraint}\b"):
        insert(session, table, **values)


@pytest.mark.parametrize(("table", "column"), NUMBERS)
def test_a_number_column_refuses_text(session: Session, table: str, column: str) -> None:
    with pytest.raises(DBAPIError):
        insert(session, table, **{column: "12.5 or so"})


@pytest.mark.parametrize(("table", "column"), NUMBERS)
def test_a_number_column_refuses_nan(session: Session, kind: str, table: str, column: str) -> None:
    if kind == "sqlite" and column in {"odds", "under_odds", "variance", "var_95", "stake"}:
        insert(session, table, **{column: math.nan})
        assert stored(session, table, column) is None  # its driver turns NaN into NULL; the shapes refuse it before
        return
    with pytest.raises(IntegrityError):
        insert(session, table, **{column: math.nan})


@pytest.mark.parametrize(("table", "column"), [place[:2] for place in JSON_COLUMNS])
def test_a_json_column_refuses_text_that_is_not_json(session: Session, table: str, column: str) -> None:
    with pytest.raises(DBAPIError):
        insert(session, table, **{column: "{not json"})


@pytest.mark.parametrize(("table", "column"), [place[:2] for place in JSON_COLUMNS])
def test_a_json_column_refuses_null(session: Session, table: str, column: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        insert(session, table, **{column: None})


def test_an_email_has_at_most_254_characters(session: Session) -> None:
    with pytest.raises(DBAPIError):
        insert(session, "users", email="a" * 249 + "@b.com")
