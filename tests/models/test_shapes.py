"""The input shapes refuse in Python what the tables refuse in SQL."""

import math
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlmodel import SQLModel

from bbprops_cli.catalog import NOUNS
from bbprops_cli.models import (
    Experiment,
    ExperimentCreate,
    Leg,
    PropMarket,
    PropMarketCreate,
    SavedSlip,
    SavedSlipCreate,
    Snapshot,
    SnapshotCreate,
    User,
    UserCreate,
    UserUpdate,
)
from tests.factories import new_leg

USER = UUID("00000000-0000-7000-8000-000000000001")
VALID: dict[type[SQLModel], dict[str, Any]] = {
    UserCreate: {"email": "ana@example.com", "clerk_user_id": "clerk_1"},
    SnapshotCreate: {"snapshot_id": "nfl-week-5-2025", "league": "NFL"},
    ExperimentCreate: {"user_id": USER, "league": "NFL", "risk_mode": "balanced"},
    SavedSlipCreate: {"user_id": USER, "legs": [new_leg()], "ev": 1.1},
    PropMarketCreate: {"league": "NFL", "player_name": "Ada Example", "market_type": "points", "line": 1.5},
}
TABLES: dict[type[SQLModel], Any] = {
    UserCreate: User,
    SnapshotCreate: Snapshot,
    ExperimentCreate: Experiment,
    SavedSlipCreate: SavedSlip,
    PropMarketCreate: PropMarket,
}
REFUSED: list[tuple[type[SQLModel], str, list[Any]]] = [
    (UserCreate, "clerk_user_id", [None, ""]),
    (UserCreate, "email", [None, "a" * 249 + "@b.com"]),
    (UserCreate, "username", ["", "a" * 101]),
    (UserCreate, "subscription_tier", ["gold"]),
    (UserCreate, "subscription_status", ["paused"]),
    (SnapshotCreate, "snapshot_id", ["", "a" * 256, " x", "x ", "a\tb", "a\x1b[31m", "a\u202eb"]),
    (SnapshotCreate, "week", [-1, 54, 1.5]),
    (ExperimentCreate, "week", [-1, 54]),
    (ExperimentCreate, "risk_mode", ["yolo"]),
    (ExperimentCreate, "status", ["done"]),
    (ExperimentCreate, "bankroll", [0, -1, math.nan, math.inf]),
    (ExperimentCreate, "num_props", [-1]),
    (ExperimentCreate, "num_slips", [-1]),
    (SavedSlipCreate, "legs", [[], [{}], [new_leg(side="left")], [new_leg(probability=1.1)], [new_leg(odds=1)]]),
    (SavedSlipCreate, "ev", [math.nan, math.inf]),
    (SavedSlipCreate, "variance", [-0.01, math.nan]),
    (SavedSlipCreate, "stake", [-0.01, math.inf]),
    (PropMarketCreate, "week", [-1, 54]),
    (PropMarketCreate, "line", [None, -1_000_000.01, 1_000_000.01, math.nan, -math.inf]),
    (PropMarketCreate, "odds", [1, 1.0, 1001.01, 1002, -110, math.nan, math.inf]),
    (PropMarketCreate, "under_odds", [1, -110, math.nan]),
    (PropMarketCreate, "player_name", ["", "a" * 256]),
    (PropMarketCreate, "extra_metadata", [[], "text"]),
]


@pytest.mark.parametrize("shape", VALID)
def test_an_input_shape_takes_its_required_fields_alone(shape: type[SQLModel]) -> None:
    made = shape.model_validate(VALID[shape])

    assert made.model_dump(include=set(VALID[shape])).keys() == VALID[shape].keys()


@pytest.mark.parametrize(
    ("shape", "field", "value"), [(shape, field, value) for shape, field, values in REFUSED for value in values]
)
def test_an_input_shape_refuses_invalid_values(shape: type[SQLModel], field: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        shape.model_validate({**VALID[shape], field: value})


@pytest.mark.parametrize("shape", TABLES)
def test_every_field_of_an_input_shape_is_a_column_and_nullable_if_it_is_optional(shape: type[SQLModel]) -> None:
    columns = TABLES[shape].__table__.c
    optional = {name for name, field in shape.model_fields.items() if field.default is None}

    assert set(shape.model_fields) <= set(columns.keys())
    # the table fills it: a prop without an id of its platform's gets one
    assert {name for name in optional if not columns[name].nullable} <= {"external_id"}


INSTANTS = {column.name for noun in NOUNS for column in noun.columns if column.type == "instant"}


@pytest.mark.parametrize(
    ("shape", "field"), [(shape, field) for shape in TABLES for field in shape.model_fields if field in INSTANTS]
)
def test_a_time_without_a_zone_in_an_input_shape_is_utc(shape: type[SQLModel], field: str) -> None:
    for text in ("2025-10-05T10:00:00", "2025-10-05T10:00:00Z", "2025-10-05T12:00:00+02:00"):
        made = shape.model_validate({**VALID[shape], field: text})
        assert getattr(made, field) == datetime(2025, 10, 5, 10, tzinfo=UTC)


def test_the_game_date_of_a_leg_is_a_day_or_a_time_in_utc() -> None:
    days = [Leg(**new_leg(game_date=text)).game_date for text in ("2025-10-05", "2025-10-05T10:00:00")]

    assert days == [date(2025, 10, 5), datetime(2025, 10, 5, 10, tzinfo=UTC)]


def test_an_email_in_an_input_shape_is_trimmed_and_lower_case() -> None:
    assert UserCreate(email="  Ana@Example.COM ", clerk_user_id="c").email == "ana@example.com"


def test_a_new_user_needs_only_a_supabase_id() -> None:
    assert UserCreate(email="ana@example.com", supabase_user_id=USER).clerk_user_id is None


def test_the_fields_of_a_user_update_are_those_of_a_new_user() -> None:
    assert UserUpdate.model_fields.keys() == UserCreate.model_fields.keys()
    assert UserUpdate(email=" Ana@Example.COM ").model_dump(exclude_unset=True) == {"email": "ana@example.com"}
