"""Create and change users, through the ORM, whose events invalidate cached answers about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import USERS
from bbprops_cli.clock import now
from bbprops_cli.errors import Conflict
from bbprops_cli.rules.users.personal_data import normalized_email
from bbprops_cli.rules.values.json_document import require_storable

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import User

IfExists = Literal["error", "skip", "update"]
SUMMARY = tuple(  # the columns that `users create` shows
    column._replace(rank=1)
    for column in USERS.columns
    if column.name in {"id", "email", "username", "subscription_tier", "subscription_status"}
)
CLEARABLE: dict[str, Any] = {
    **dict.fromkeys(("clerk_user_id", "supabase_user_id", "username", "full_name", "subscription_expires_at")),
    "user_metadata": {},
}
_IDENTITY = (
    "email",
    "clerk_user_id",
    "supabase_user_id",
)  # each identifies a user; a username can change hands


class Outcome(NamedTuple):
    """A user after a write, what the write did, and the values before and after of each column that it changed."""

    user: "User"
    did: Literal["created", "updated", "unchanged", "skipped"]
    changed: Mapping[str, tuple[object, object]] = MappingProxyType({})


def create(session: "Session", given: Mapping[str, Any], if_exists: IfExists = "error") -> Outcome:
    """Create a user; `if_exists` says what to do when one with this email address, Clerk or Supabase id exists.

    Of several transactions that create the same user at the same time, one creates it and the others find it existing.
    Raises InvalidInput for values that cannot be stored, and Conflict for an existing user or when the email address,
    the ids or the username belong to different users.
    """
    from sqlalchemy.exc import IntegrityError

    from bbprops_cli.models import User, UserCreate, checked

    values = _checked(given, None)
    if not (matches := _matches(session, values)):
        user = User(**checked(UserCreate, **values).model_dump())
        try:
            with session.begin_nested():
                session.add(user)
        except IntegrityError:
            if not (matches := _matches(session, values)):  # another constraint failed
                raise
        else:
            return Outcome(user, "created")
    user = _identified(matches, values)
    if if_exists == "error":
        name = _shared(user, values, _IDENTITY)[0]
        other = "" if name == "email" else f", with the {name} {values[name]}"
        raise Conflict(f"{user.email} already exists{other}.", hint="Pass --if-exists skip or update.")
    return Outcome(user, "skipped") if if_exists == "skip" else _changed(session, user, given)


def update(session: "Session", identifier: str, values: Mapping[str, Any]) -> Outcome:
    """Change a user; raises InvalidInput, or Conflict when a value belongs to another user.

    A length of time as subscription_expires_at makes the subscription longer: from its end if that lies ahead, else
    from now.
    """
    from bbprops_cli.models import User

    return _changed(session, session.get_one(User, UUID(identifier), with_for_update=True), values)


def _changed(session: "Session", user: "User", given: Mapping[str, Any]) -> Outcome:
    from bbprops_cli.models import UserCreate, checked

    values = _checked(given, user.subscription_expires_at)
    held = user.model_dump(include=set(UserCreate.model_fields))
    shape = checked(UserCreate, **{**held, **values})
    changed = {name: (held[name], new) for name in values if (new := getattr(shape, name)) != held[name]}
    if changed and (others := [each for each in _matches(session, values) if each is not user]):
        raise _taken(values, others[0])
    for name, (_, new) in changed.items():
        setattr(user, name, new)
    session.flush()
    return Outcome(user, "updated" if changed else "unchanged", changed)


def _checked(given: Mapping[str, Any], expiry: datetime | None) -> dict[str, Any]:
    """The given values in the types of their columns; `expiry` is the present one. Raises InvalidInput."""
    from bbprops_cli.models import UserUpdate, checked

    if isinstance(longer := given.get("subscription_expires_at"), timedelta):
        given = {**given, "subscription_expires_at": max(now(), expiry or now()) + longer}

    require_storable([value for value in given.values() if isinstance(value, str | dict)], "the user")
    if isinstance(email := given.get("email"), str):
        given = {**given, "email": normalized_email(email)}
    return checked(UserUpdate, **given).model_dump(exclude_unset=True)


def _matches(session: "Session", values: Mapping[str, Any]) -> "list[User]":
    """The users who have the email address, one of the ids or the username, locked for an update."""
    from sqlmodel import or_, select

    from bbprops_cli.models import User

    names = (name for name in (*_IDENTITY, "username") if values.get(name) is not None)
    terms = [getattr(User, name) == values[name] for name in names]
    return list(session.exec(select(User).where(or_(*terms)).order_by(User.email).with_for_update())) if terms else []


def _identified(matches: "Iterable[User]", values: Mapping[str, Any]) -> "User":
    """The user whom email address and ids identify; raises Conflict for several, or when only the username matches."""
    found = [user for user in matches if _shared(user, values, _IDENTITY)]
    if len(found) == 1:
        return found[0]
    raise _taken(values, next(user for user in matches if not found or user.email != values.get("email")))


def _taken(values: Mapping[str, Any], other: "User") -> Conflict:
    name = _shared(other, values, (*_IDENTITY, "username"))[0]
    return Conflict(f"{name} {values[name]} already belongs to {other.email}.", hint="Choose another one.")


def _shared(user: "User", values: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [name for name in names if values.get(name) is not None and getattr(user, name) == values[name]]
