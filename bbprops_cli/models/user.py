"""The table of users."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import field_validator, model_validator
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Relationship, SQLModel

from bbprops_cli.models.base import (
    Instant,
    Text,
    Text100,
    Text254,
    Text255,
    instant_now,
    json_is,
    json_object,
    literal,
    one_of,
    utc_now,
    uuid7,
)

if TYPE_CHECKING:
    from bbprops_cli.models.experiment import Experiment
    from bbprops_cli.models.saved_slip import SavedSlip

SUBSCRIPTION_TIERS = ("free", "pro", "enterprise")
SUBSCRIPTION_STATUSES = ("active", "cancelled", "past_due", "trialing")


class User(SQLModel, table=True):
    """A user, known to Clerk or to Supabase; deleting a user deletes the experiments and slips of that user."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("clerk_user_id IS NOT NULL OR supabase_user_id IS NOT NULL", name="auth_id"),
        CheckConstraint(
            "email = lower(email) AND email LIKE '%_@_%' AND email NOT LIKE '% %' AND length(email) <= 254",
            name="email",
        ),
        one_of("subscription_tier", SUBSCRIPTION_TIERS),
        one_of("subscription_status", SUBSCRIPTION_STATUSES),
        *json_is("user_metadata", "object"),
        Index(None, "subscription_tier", "subscription_status"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    clerk_user_id: str | None = Field(default=None, sa_type=Text255, unique=True)
    supabase_user_id: UUID | None = Field(default=None, unique=True)
    email: str = Field(sa_type=Text254, unique=True)
    username: str | None = Field(default=None, sa_type=Text100, unique=True)
    full_name: str | None = Field(default=None, sa_type=Text)
    subscription_tier: str = Field(default="free", sa_type=Text, sa_column_kwargs={"server_default": literal("free")})
    subscription_status: str = Field(
        default="active", sa_type=Text, sa_column_kwargs={"server_default": literal("active")}
    )
    subscription_expires_at: datetime | None = None
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": literal(True)})
    is_verified: bool = Field(default=False, sa_column_kwargs={"server_default": literal(False)})
    user_metadata: dict[str, Any] = json_object()
    created_at: datetime = instant_now()
    updated_at: datetime = instant_now(onupdate=utc_now)
    last_login_at: datetime | None = None

    experiments: list["Experiment"] = Relationship(
        back_populates="user", sa_relationship_kwargs={"lazy": "raise", "passive_deletes": "all"}
    )
    saved_slips: list["SavedSlip"] = Relationship(
        back_populates="user", sa_relationship_kwargs={"lazy": "raise", "passive_deletes": "all"}
    )


class UserUpdate(SQLModel):
    """Changed columns of an existing user, checked."""

    email: str | None = Field(default=None, max_length=254)
    clerk_user_id: str | None = Field(default=None, min_length=1, max_length=255)
    supabase_user_id: UUID | None = None
    username: str | None = Field(default=None, min_length=1, max_length=100)
    full_name: str | None = None
    subscription_tier: Literal["free", "pro", "enterprise"] | None = None
    subscription_status: Literal["active", "cancelled", "past_due", "trialing"] | None = None
    subscription_expires_at: Instant | None = None
    is_active: bool | None = None
    is_verified: bool | None = None
    user_metadata: dict[str, Any] | None = None

    @field_validator("email")
    @classmethod
    def _stored_lower_case(cls, value: str | None) -> str | None:
        return value.strip().lower() if value else value


class UserCreate(UserUpdate):
    """The columns of a new user, checked; a Clerk or a Supabase id is required."""

    email: str = Field(max_length=254)
    subscription_tier: Literal["free", "pro", "enterprise"] = "free"
    subscription_status: Literal["active", "cancelled", "past_due", "trialing"] = "active"
    is_active: bool = True
    is_verified: bool = False
    user_metadata: dict[str, Any] = {}

    @model_validator(mode="after")
    def _known_somewhere(self) -> "UserCreate":
        if self.clerk_user_id is None and self.supabase_user_id is None:
            raise ValueError("a clerk_user_id or a supabase_user_id is required")
        return self
