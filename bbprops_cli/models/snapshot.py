"""The table of snapshots, which are named sets of props, and the log of their locks."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import field_validator
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, Relationship, SQLModel

from bbprops_cli.models.base import (
    NOW,
    BigInt,
    Instant,
    Text,
    Text255,
    by_dialect,
    instant_now,
    json_array,
    json_is,
    json_object,
    literal,
    one_of,
    uuid7,
    week,
)

if TYPE_CHECKING:
    from bbprops_cli.models.experiment import Experiment
    from bbprops_cli.models.prop_market import PropMarket
    from bbprops_cli.models.saved_slip import SavedSlip

LOCK_STATE = (
    "(is_locked AND locked_at IS NOT NULL AND content_format IS NOT NULL AND content_sha256 IS NOT NULL"
    " AND length(content_sha256) = 64 AND content_props IS NOT NULL)"
    " OR (NOT is_locked AND locked_at IS NULL AND locked_by IS NULL AND content_format IS NULL"
    " AND content_sha256 IS NULL AND content_props IS NULL)"
)


class Snapshot(SQLModel, table=True):
    """A named set of props; once it is locked, neither it nor its props can change."""

    __tablename__ = "snapshots"
    __table_args__ = (
        week(),
        *json_is("config", "object"),
        *json_is("tags", "array"),
        CheckConstraint(LOCK_STATE, name="lock_state"),
        Index(None, "league", "season", "week"),
        Index(None, "created_at"),
        Index(None, "game_date"),
        Index(None, "lock_at", postgresql_where=text("NOT is_locked"), sqlite_where=text("NOT is_locked")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    snapshot_id: str = Field(sa_type=Text255, unique=True)
    week: int | None = None
    league: str = Field(sa_type=Text)
    season: str | None = Field(default=None, sa_type=Text)
    config: dict[str, Any] = json_object()
    features_path: str | None = Field(default=None, sa_type=Text)
    model_version: str = Field(default="v1.0.0", sa_type=Text, sa_column_kwargs={"server_default": literal("v1.0.0")})
    name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    is_locked: bool = Field(default=False, sa_column_kwargs={"server_default": literal(False)})
    tags: list[str] = json_array()
    created_at: datetime = instant_now()
    game_date: datetime | None = None
    lock_at: datetime | None = None
    locked_at: datetime | None = None
    locked_by: str | None = Field(default=None, sa_type=Text)
    content_format: str | None = Field(default=None, sa_type=Text)
    content_sha256: str | None = Field(default=None, sa_type=Text)
    content_props: int | None = Field(default=None, sa_type=BigInt)

    experiments: list["Experiment"] = Relationship(
        back_populates="snapshot", sa_relationship_kwargs={"lazy": "raise", "passive_deletes": "all"}
    )
    saved_slips: list["SavedSlip"] = Relationship(
        back_populates="snapshot", sa_relationship_kwargs={"lazy": "raise", "passive_deletes": "all"}
    )
    props: list["PropMarket"] = Relationship(
        back_populates="snapshot", sa_relationship_kwargs={"lazy": "raise", "passive_deletes": "all"}
    )


class SnapshotCreate(SQLModel):
    """The columns of a new snapshot, checked."""

    snapshot_id: str = Field(min_length=1, max_length=255)
    league: str = Field(min_length=1)
    week: int | None = Field(default=None, ge=0, le=53)
    season: str | None = None
    config: dict[str, Any] = {}
    features_path: str | None = None
    model_version: str = "v1.0.0"
    name: str | None = None
    description: str | None = None
    tags: list[str] = []
    game_date: Instant | None = None
    lock_at: Instant | None = None

    @field_validator("snapshot_id")
    @classmethod
    def _can_be_typed(cls, value: str) -> str:
        if value != value.strip() or not value.isprintable():
            raise ValueError("a name has no spaces at its ends and no control characters")
        return value


class SnapshotLockEvent(SQLModel, table=True):
    """A lock or an unlock of a snapshot; it outlives the snapshot, so that it has no foreign key."""

    __tablename__ = "snapshot_lock_events"
    __table_args__ = (
        one_of("action", ("lock", "unlock")),
        CheckConstraint("action <> 'unlock' OR length(trim(coalesce(reason, ''))) >= 8", name="reason"),
        Index(None, "snapshot_uuid"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInt)
    snapshot_uuid: UUID
    snapshot_slug: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    content_sha256: str | None = Field(default=None, sa_type=Text)
    content_props: int | None = Field(default=None, sa_type=BigInt)
    actor: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_kwargs={"server_default": by_dialect(postgresql="SESSION_USER", sqlite="NULL")},
    )
    client: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_kwargs={
            "server_default": by_dialect(postgresql="current_setting('application_name'::text)", sqlite="NULL")
        },
    )
    at: datetime = Field(sa_column_kwargs={"server_default": NOW})
    tx: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_kwargs={"server_default": by_dialect(postgresql="((pg_current_xact_id())::text)", sqlite="NULL")},
    )
