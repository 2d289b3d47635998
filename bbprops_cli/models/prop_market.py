"""The table of player props: a player, a market and a line on one platform."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import FiniteFloat
from sqlalchemy import Index, text
from sqlmodel import Field, Relationship, SQLModel

from bbprops_cli.models.base import (
    Instant,
    Number,
    Text,
    id_end,
    instant_now,
    json_is,
    json_object,
    literal,
    number,
    utc_now,
    uuid7,
    week,
)
from bbprops_cli.models.snapshot import Snapshot

ON_BOARD = "snapshot_id IS NULL AND is_active"  # lists use the same literals, so that the indexes apply
IN_SNAPSHOT = "snapshot_id IS NOT NULL"


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))


class PropMarket(SQLModel, table=True):
    """A prop of the board (active, no snapshot), of the board's history (inactive, no snapshot) or of a snapshot."""

    __tablename__ = "prop_markets"
    __table_args__ = (
        week(),
        *number("line", "abs(line) <= 1000000"),
        *number("odds", "odds > 1 AND odds <= 1001", nullable=True),
        *number("under_odds", "under_odds > 1 AND under_odds <= 1001", nullable=True),
        *json_is("extra_metadata", "object"),
        _partial(
            "uq_prop_markets_in_snapshot", "snapshot_id", "platform", "external_id", where=IN_SNAPSHOT, unique=True
        ),
        _partial("uq_prop_markets_on_board", "platform", "external_id", where=ON_BOARD, unique=True),
        _partial("ix_prop_markets_on_board", "league", "season", "week", "player_name", where=ON_BOARD),
        # Partial: SQLite would choose it for every list of the board, whose snapshot_id is null.
        _partial("ix_prop_markets_snapshot_id_id", "snapshot_id", "id", where=IN_SNAPSHOT),
        Index(None, "player_name"),
        Index(None, "market_type"),
        Index(None, "game_date"),
        id_end("prop_markets"),
        # Room on each page for new versions of its rows: of price updates that concern 5 or 20 % of a board, 96 and
        # 86 % then need no new index entry, instead of 61 and 71 %; the table is 18 % larger.
        {"postgresql_with": {"fillfactor": 85}},
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    snapshot_id: UUID | None = Field(default=None, foreign_key="snapshots.id", ondelete="SET NULL")
    week: int | None = None
    league: str = Field(sa_type=Text)
    season: str | None = Field(default=None, sa_type=Text)
    player_id: str | None = Field(default=None, sa_type=Text)
    player_name: str = Field(sa_type=Text)
    position: str | None = Field(default=None, sa_type=Text)
    team: str | None = Field(default=None, sa_type=Text)
    opponent: str | None = Field(default=None, sa_type=Text)
    market_type: str = Field(sa_type=Text)
    stat_category: str | None = Field(default=None, sa_type=Text)
    period: str = Field(default="full", sa_type=Text, sa_column_kwargs={"server_default": literal("full")})
    variant: str = Field(default="standard", sa_type=Text, sa_column_kwargs={"server_default": literal("standard")})
    line: float = Field(sa_type=Number)
    odds: float | None = Field(default=None, sa_type=Number)
    under_odds: float | None = Field(default=None, sa_type=Number)
    platform: str = Field(sa_type=Text)
    external_id: str = Field(default_factory=lambda: uuid7().hex, sa_type=Text)  # an import sets the provider's id
    game_id: str | None = Field(default=None, sa_type=Text)
    game_date: datetime | None = None
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": literal(True)})
    extra_metadata: dict[str, Any] = json_object()
    created_at: datetime = instant_now()
    updated_at: datetime = instant_now(onupdate=utc_now)

    snapshot: Snapshot | None = Relationship(back_populates="props", sa_relationship_kwargs={"lazy": "raise"})


class PropMarketCreate(SQLModel):
    """The columns of a new prop, checked; odds are decimal, `odds` are the over odds."""

    snapshot_id: UUID | None = None
    week: int | None = Field(default=None, ge=0, le=53)
    league: str = Field(min_length=1, max_length=255)
    season: str | None = Field(default=None, max_length=255)
    player_id: str | None = Field(default=None, max_length=255)
    player_name: str = Field(min_length=1, max_length=255)
    position: str | None = Field(default=None, max_length=255)
    team: str | None = Field(default=None, max_length=255)
    opponent: str | None = Field(default=None, max_length=255)
    market_type: str = Field(min_length=1, max_length=255)
    stat_category: str | None = Field(default=None, max_length=255)
    period: str = Field(default="full", min_length=1, max_length=255)
    variant: str = Field(default="standard", min_length=1, max_length=255)
    line: FiniteFloat = Field(ge=-1_000_000, le=1_000_000)
    odds: FiniteFloat | None = Field(default=None, gt=1, le=1001)
    under_odds: FiniteFloat | None = Field(default=None, gt=1, le=1001)
    platform: str = Field(default="manual", min_length=1, max_length=255)
    external_id: str | None = Field(default=None, min_length=1, max_length=255)
    game_id: str | None = Field(default=None, max_length=255)
    game_date: Instant | None = None
    is_active: bool = True
    extra_metadata: dict[str, Any] = {}
