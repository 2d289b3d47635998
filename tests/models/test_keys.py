"""Unique and foreign keys, and the dependents of a deleted row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bbprops_cli.models import Experiment, PropMarket, SavedSlip
from bbprops_cli.models.base import uuid7
from tests.factories import new_experiment, new_prop, new_slip, new_snapshot, new_user
from tests.models.plain_sql import insert, stored

NOBODY = "00000000000070008000000000000009"
ANA = {"email": "ana@example.com", "clerk_user_id": "clerk_1", "username": "ana"}
BO = {"email": "bo@example.com", "clerk_user_id": "clerk_2", "username": "bo"}


@contextmanager
def refused_as_duplicate(kind: str, name: str, *columns: str) -> Iterator[None]:
    """PostgreSQL names the constraint, SQLite its columns."""
    with pytest.raises(IntegrityError) as refusal:
        yield
    said = str(refusal.value.orig)
    assert f'"{name}"' in said if kind == "postgresql" else said.endswith(f"failed: {', '.join(columns)}")


@pytest.mark.parametrize("column", ["email", "clerk_user_id", "supabase_user_id", "username"])
def test_two_users_cannot_share_an_id_an_email_or_a_username(session: Session, kind: str, column: str) -> None:
    same = {column: ANA.get(column, NOBODY)}
    insert(session, "users", **{**ANA, **same})

    with refused_as_duplicate(kind, f"uq_users_{column}", f"users.{column}"):
        insert(session, "users", **{**BO, **same})


def test_several_users_can_have_no_username(session: Session) -> None:
    insert(session, "users", **{**ANA, "username": None})
    insert(session, "users", **{**BO, "username": None})

    assert stored(session, "users", "count(*)") == 2


def test_two_snapshots_cannot_share_a_name(session: Session, kind: str) -> None:
    insert(session, "snapshots", snapshot_id="week-5")

    with refused_as_duplicate(kind, "uq_snapshots_snapshot_id", "snapshots.snapshot_id"):
        insert(session, "snapshots", snapshot_id="week-5")


def test_an_active_prop_is_on_the_board_once(session: Session, kind: str) -> None:
    insert(session, "prop_markets")

    with refused_as_duplicate(kind, "uq_prop_markets_on_board", "prop_markets.platform", "prop_markets.external_id"):
        insert(session, "prop_markets")


def test_a_prop_is_in_a_snapshot_once_even_when_inactive(session: Session, kind: str) -> None:
    snapshot = new_snapshot(session).id.hex
    insert(session, "prop_markets", snapshot_id=snapshot)

    with refused_as_duplicate(
        kind,
        "uq_prop_markets_in_snapshot",
        *(f"prop_markets.{column}" for column in ("snapshot_id", "platform", "external_id")),
    ):
        insert(session, "prop_markets", snapshot_id=snapshot, is_active=False)


def test_one_prop_can_be_on_the_board_in_its_history_and_in_two_snapshots(session: Session) -> None:
    insert(session, "prop_markets")
    insert(session, "prop_markets", is_active=False)
    insert(session, "prop_markets", is_active=False)
    for name in ("a", "b"):
        insert(session, "prop_markets", snapshot_id=new_snapshot(session, name).id.hex)

    assert stored(session, "prop_markets", "count(*)") == 5


def test_two_platforms_may_use_one_external_id(session: Session) -> None:
    insert(session, "prop_markets", platform="prizepicks")
    insert(session, "prop_markets", platform="underdog")

    assert stored(session, "prop_markets", "count(*)") == 2


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("experiments", "user_id"),
        ("experiments", "snapshot_id"),
        ("saved_slips", "user_id"),
        ("saved_slips", "snapshot_id"),
        ("prop_markets", "snapshot_id"),
    ],
)
def test_a_foreign_key_refuses_an_unknown_id(session: Session, kind: str, table: str, column: str) -> None:
    with pytest.raises(IntegrityError) as refusal:
        insert(session, table, **{column: NOBODY})

    name = f"fk_{table}_{column}_{column.removesuffix('_id')}s"
    assert (name if kind == "postgresql" else "FOREIGN KEY constraint failed") in str(refusal.value.orig)


def test_deleting_a_user_deletes_their_experiments_and_slips(session: Session) -> None:
    user = new_user(session)
    new_experiment(session, user)
    new_slip(session, user)
    kept = new_slip(session)

    session.delete(user)
    session.flush()

    assert stored(session, "experiments", "count(*)") == 0
    assert stored(session, "saved_slips", "count(*)") == 1
    session.refresh(kept)


@pytest.mark.parametrize("make", [new_experiment, new_slip, new_prop])
def test_deleting_a_snapshot_keeps_its_dependents_without_a_reference(session: Session, make: Any) -> None:
    snapshot = new_snapshot(session)
    row: Experiment | SavedSlip | PropMarket = make(session, snapshot_id=snapshot.id)

    session.delete(snapshot)
    session.flush()
    session.refresh(row)

    assert row.snapshot_id is None


def test_lock_events_outlive_their_snapshot(session: Session) -> None:
    insert(session, "snapshot_lock_events", snapshot_uuid=uuid7().hex)

    assert stored(session, "snapshot_lock_events", "action") == "lock"
