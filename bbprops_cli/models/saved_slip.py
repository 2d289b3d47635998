"""The table of slips, which combine bets, and the shape of a leg."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import FiniteFloat, field_validator
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Relationship, SQLModel

from bbprops_cli.models.base import (
    Instant,
    Number,
    Text,
    id_end,
    instant_now,
    json_array,
    json_is,
    json_object,
    literal,
    number,
    uuid7,
)
from bbprops_cli.models.snapshot import Snapshot
from bbprops_cli.models.user import User


class SavedSlip(SQLModel, table=True):
    """A slip of a user; `correlations` is `{"matrix": [[...]]}` in the order of `legs`."""

    __tablename__ = "saved_slips"
    __table_args__ = (
        *json_is("legs", "array"),
        CheckConstraint("legs <> '[]'::jsonb", name="legs_some").ddl_if(dialect="postgresql"),
        CheckConstraint("json_array_length(legs) > 0", name="legs_some").ddl_if(dialect="sqlite"),
        *json_is("correlations", "object"),
        *json_is("tags", "array"),
        *number("ev", "abs(ev) < {infinity}"),
        *number("variance", "variance >= 0 AND variance < {infinity}", nullable=True),
        *number("var_95", "abs(var_95) < {infinity}", nullable=True),
        *number("stake", "stake >= 0 AND stake < {infinity}", nullable=True),
        Index(None, "created_at"),
        id_end("saved_slips"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    snapshot_id: UUID | None = Field(default=None, foreign_key="snapshots.id", ondelete="SET NULL", index=True)
    legs: list[dict[str, Any]] = json_array(default=False)
    ev: float = Field(sa_type=Number, index=True)
    variance: float | None = Field(default=None, sa_type=Number)
    var_95: float | None = Field(default=None, sa_type=Number)
    stake: float | None = Field(default=None, sa_type=Number)
    correlations: dict[str, Any] = json_object()
    name: str | None = Field(default=None, sa_type=Text)
    notes: str | None = Field(default=None, sa_type=Text)
    is_placed: bool = Field(default=False, index=True, sa_column_kwargs={"server_default": literal(False)})
    platform: str | None = Field(default=None, sa_type=Text)
    tags: list[str] = json_array()
    created_at: datetime = instant_now()
    placed_at: datetime | None = None

    user: User = Relationship(back_populates="saved_slips", sa_relationship_kwargs={"lazy": "raise"})
    snapshot: Snapshot | None = Relationship(back_populates="saved_slips", sa_relationship_kwargs={"lazy": "raise"})


class Leg(SQLModel):
    """A bet of a slip; `odds` are decimal, `probability` is 0 to 1, `multiplier` is a factor on the base payout."""

    player: str = Field(min_length=1)
    league: str = Field(min_length=1)
    market: str = Field(min_length=1)
    period: str = "full"
    variant: str = "standard"
    line: FiniteFloat = Field(ge=-1_000_000, le=1_000_000)
    side: Literal["over", "under"]
    platform: str = Field(min_length=1)
    odds: FiniteFloat | None = Field(default=None, gt=1, le=1001)
    probability: FiniteFloat | None = Field(default=None, ge=0, le=1)
    multiplier: FiniteFloat | None = Field(default=None, gt=0)
    game_date: Instant | date | None = None
    prop_id: UUID | None = None
    result: str | None = None

    @field_validator("game_date", mode="before")
    @classmethod
    def _day_stays_a_day(cls, value: object) -> object:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2025-10-05") else value


class SavedSlipCreate(SQLModel):
    """The columns of a new slip, checked."""

    user_id: UUID
    snapshot_id: UUID | None = None
    legs: list[Leg] = Field(min_length=1)
    ev: FiniteFloat
    variance: FiniteFloat | None = Field(default=None, ge=0)
    var_95: FiniteFloat | None = None
    stake: FiniteFloat | None = Field(default=None, ge=0)
    correlations: dict[str, Any] = {}
    name: str | None = None
    notes: str | None = None
    platform: str | None = None
    tags: list[str] = []
    placed_at: Instant | None = None
