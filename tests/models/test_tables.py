"""Ids, defaults, clocks and relationships of the tables."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, select

from bbprops_cli.models import Experiment, PropMarket, SavedSlip, Snapshot, SnapshotLockEvent, User
from bbprops_cli.models.base import uuid7
from tests.factories import new_experiment, new_prop, new_slip, new_snapshot, new_user
from tests.models.plain_sql import insert

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_ids_made_later_sort_later() -> None:
    ids = [uuid7() for _ in range(1000)]

    assert ids == sorted(ids)
    assert {(made.version, made.variant) for made in ids} == {(7, "specified in RFC 4122")}


def test_an_id_contains_the_time_of_its_creation() -> None:
    assert abs((uuid7().int >> 80) / 1000 - time.time()) < 5


def test_rows_are_returned_in_the_order_of_their_ids(session: Session) -> None:
    made = [new_prop(session).id for _ in range(20)]

    assert session.exec(select(PropMarket.id).order_by("id")).all() == made


def test_a_prop_without_external_id_gets_one(session: Session) -> None:
    props = [new_prop(session, external_id=value) for value in ("its-own",)]
    props += [_prop_without_external_id(session) for _ in range(2)]

    ids = [prop.external_id for prop in props]
    assert ids[0] == "its-own"
    assert len(set(ids)) == 3
    assert all(len(made) == 32 for made in ids[1:])


def _prop_without_external_id(session: Session) -> PropMarket:
    prop = PropMarket(player_name="Ada Example", league="NFL", market_type="points", line=1.5, platform="manual")
    session.add(prop)
    session.flush()
    return prop


@pytest.mark.parametrize(("make", "change"), [(new_user, {"full_name": "Ana"}), (new_prop, {"line": 3.5})])
def test_updated_at_changes_when_the_orm_changes_a_row(session: Session, make: Any, change: dict[str, Any]) -> None:
    row: User | PropMarket = make(session, created_at=LONG_AGO, updated_at=LONG_AGO)
    row.sqlmodel_update(change)
    session.flush()
    session.refresh(row)

    assert row.created_at == LONG_AGO
    assert datetime.now(UTC) - row.updated_at < timedelta(minutes=1)


def test_updated_at_is_kept_when_a_row_does_not_change(session: Session) -> None:
    user = new_user(session, updated_at=LONG_AGO)
    user.full_name = None
    session.flush()
    session.refresh(user)

    assert user.updated_at == LONG_AGO


@pytest.mark.parametrize(
    ("make", "relation"),
    [
        (new_user, "experiments"),
        (new_user, "saved_slips"),
        (new_snapshot, "experiments"),
        (new_snapshot, "saved_slips"),
        (new_snapshot, "props"),
        (new_experiment, "user"),
        (new_experiment, "snapshot"),
        (new_slip, "user"),
        (new_slip, "snapshot"),
        (new_prop, "snapshot"),
    ],
)
def test_a_relationship_does_not_load_lazily(session: Session, make: Any, relation: str) -> None:
    row = make(session)
    session.refresh(row)

    with pytest.raises(InvalidRequestError, match="lazy='raise'"):
        getattr(row, relation)


DEFAULTS: list[tuple[str, type[Any], dict[str, Any]]] = [
    (
        "users",
        User,
        {
            "subscription_tier": "free",
            "subscription_status": "active",
            "is_active": True,
            "is_verified": False,
            "user_metadata": {},
        },
    ),
    ("snapshots", Snapshot, {"model_version": "v1.0.0", "is_locked": False, "config": {}, "tags": []}),
    (
        "experiments",
        Experiment,
        {"bankroll": 1000.0, "num_props": 0, "num_slips": 0, "status": "completed", "metrics": {}},
    ),
    ("saved_slips", SavedSlip, {"is_placed": False, "correlations": {}, "tags": []}),
    ("prop_markets", PropMarket, {"period": "full", "variant": "standard", "is_active": True, "extra_metadata": {}}),
]


@pytest.mark.parametrize(("table", "model", "expected"), DEFAULTS)
def test_rows_from_plain_sql_get_the_defaults(
    session: Session, table: str, model: type[Any], expected: dict[str, Any]
) -> None:
    insert(session, table)

    row = session.exec(select(model)).one()
    assert {name: getattr(row, name) for name in expected} == expected
    assert datetime.now(UTC) - row.created_at < timedelta(minutes=1)


@pytest.mark.parametrize(("table", "model", "expected"), DEFAULTS)
def test_the_orm_has_the_defaults_of_the_database(
    session: Session, table: str, model: type[Any], expected: dict[str, Any]
) -> None:
    columns = model.__table__.c

    assert {name: _python_default(columns[name].default) for name in expected} == expected


def _python_default(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg


def test_lock_events_get_a_number_a_time_and_an_actor(session: Session, kind: str) -> None:
    insert(session, "snapshot_lock_events")
    insert(session, "snapshot_lock_events")

    first, second = session.exec(select(SnapshotLockEvent).order_by("id")).all()
    assert first.id is not None
    assert second.id == first.id + 1
    assert datetime.now(UTC) - first.at < timedelta(minutes=1)
    assert (first.actor, bool(first.tx)) == (("postgres", True) if kind == "postgresql" else (None, False))


def test_times_are_read_back_aware_and_in_utc(session: Session) -> None:
    kick_off = datetime.fromisoformat("2025-10-05T13:00:00.123456-04:00")
    prop = new_prop(session, game_date=kick_off)
    session.refresh(prop)

    assert prop.game_date == kick_off
    assert prop.game_date.tzinfo is UTC


def test_json_is_read_back_as_it_was_stored(session: Session) -> None:
    metrics = {"roi": 0.1, "by_market": {"passing_yards": [1, None, "é\u2028"]}, "": True}
    experiment = new_experiment(session, metrics=metrics)
    session.refresh(experiment)

    assert experiment.metrics == metrics
