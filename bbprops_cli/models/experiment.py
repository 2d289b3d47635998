"""The table of experiments: runs of a model and their results."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import FiniteFloat
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Relationship, SQLModel

from bbprops_cli.models.base import (
    LARGEST_INTEGER,
    Instant,
    Number,
    Text,
    id_end,
    instant_now,
    json_is,
    json_object,
    literal,
    number,
    one_of,
    utc_now,
    uuid7,
    week,
)
from bbprops_cli.models.snapshot import Snapshot
from bbprops_cli.models.user import User

RISK_MODES = ("conservative", "balanced", "aggressive")
EXPERIMENT_STATUSES = ("draft", "running", "completed", "failed")


class Experiment(SQLModel, table=True):
    """One run of a model by a user; `snapshot_sha256` is the digest of the snapshot then, null if it was not locked."""

    __tablename__ = "experiments"
    __table_args__ = (
        week(),
        one_of("risk_mode", RISK_MODES),
        one_of("status", EXPERIMENT_STATUSES),
        *number("bankroll", "bankroll > 0 AND bankroll < {infinity}"),
        CheckConstraint("num_props >= 0", name="num_props"),
        CheckConstraint("num_slips >= 0", name="num_slips"),
        *json_is("metrics", "object"),
        Index(None, "league", "week"),
        id_end("experiments"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    snapshot_id: UUID | None = Field(default=None, foreign_key="snapshots.id", ondelete="SET NULL", index=True)
    snapshot_sha256: str | None = Field(default=None, sa_type=Text)
    timestamp: datetime = instant_now(index=True)
    week: int | None = None
    league: str = Field(sa_type=Text)
    risk_mode: str = Field(sa_type=Text)
    bankroll: float = Field(default=1000.0, sa_type=Number, sa_column_kwargs={"server_default": literal(1000)})
    num_props: int = Field(default=0, sa_column_kwargs={"server_default": literal(0)})
    num_slips: int = Field(default=0, sa_column_kwargs={"server_default": literal(0)})
    metrics: dict[str, Any] = json_object()
    name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    status: str = Field(
        default="completed", sa_type=Text, index=True, sa_column_kwargs={"server_default": literal("completed")}
    )
    created_at: datetime = instant_now()

    user: User = Relationship(back_populates="experiments", sa_relationship_kwargs={"lazy": "raise"})
    snapshot: Snapshot | None = Relationship(back_populates="experiments", sa_relationship_kwargs={"lazy": "raise"})


class ExperimentCreate(SQLModel):
    """The columns of a new experiment, checked."""

    user_id: UUID
    snapshot_id: UUID | None = None
    snapshot_sha256: str | None = None
    timestamp: Instant = Field(default_factory=utc_now)
    week: int | None = Field(default=None, ge=0, le=53)
    league: str = Field(min_length=1)
    risk_mode: Literal["conservative", "balanced", "aggressive"]
    bankroll: FiniteFloat = Field(default=1000.0, gt=0)
    num_props: int = Field(default=0, ge=0, le=LARGEST_INTEGER)
    num_slips: int = Field(default=0, ge=0, le=LARGEST_INTEGER)
    metrics: dict[str, Any] = {}
    name: str | None = None
    description: str | None = None
    status: Literal["draft", "running", "completed", "failed"] = "completed"
