"""People created and changed, through the ORM, so that whoever keeps answers about them hears of it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import USERS
from bbprops_cli.errors import Conflict
from bbprops_cli.rules.users.personal_data import normalized_email
from bbprops_cli.rules.values.json_document import require_storable

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import User

IfExists = Literal["error", "skip", "update"]
MADE = tuple(
    column._replace(rank=1)
    for column in USERS.columns
    if column.name in {"id", "email", "username", "subscription_tier", "subscription_status"}
)
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("clerk_user_id", "supabase_user_id", "username", "full_name", "subscription_expires_at")),
    "user_metadata": {},
}
_IDENTITY = ("email", "clerk_user_id", "supabase_user_id")  # each means one person; a username can be given away


class Outcome(NamedTuple):
    """A user, what became of them, and the columns that are others than before."""

    user: "User"
    word: Literal["created", "updated", "unchanged", "skipped"]
    changed: tuple[str, ...] = ()


def create(session: "Session", said: Mapping[str, Any], if_exists: IfExists = "error") -> Outcome:
    """A new user, or what is to be done about one of the same e-mail or auth id; one of several at once is the first.

    Raises InvalidInput, and Conflict for one who exists or whose e-mail, ids or username belong to another.
    """
    from sqlalchemy.exc import IntegrityError

    from bbprops_cli.models import User, UserCreate, checked

    values = _read(said)
    if not (there := _there(session, values)):
        user = User(**checked(UserCreate, **values).model_dump())
        try:
            with session.begin_nested():
                session.add(user)
        except IntegrityError:
            if not (there := _there(session, values)):  # it was not that somebody else came first
                raise
        else:
            return Outcome(user, "created")
    user = _one(there, values)
    if if_exists == "error":
        name = _shared(user, values, _IDENTITY)[0]
        other = "" if name == "email" else f", with the {name} {values[name]}"
        raise Conflict(f"{user.email} already exists{other}.", hint="Add --if-exists skip or update.")
    return Outcome(user, "skipped") if if_exists == "skip" else _changed(session, user, values)


def update(session: "Session", identifier: str, values: Mapping[str, Any]) -> Outcome:
    """Change a user; raises InvalidInput, and Conflict for what belongs to another."""
    from bbprops_cli.models import User

    return _changed(session, session.get_one(User, UUID(identifier), with_for_update=True), _read(values))


def take_turn(session: "Session") -> None:
    """Wait until no other import of users is at work: two that update the same ones would block each other."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        from sqlalchemy import text

        session.scalar(text("SELECT pg_advisory_xact_lock(hashtextextended('bbprops:users', 0))"))


def _changed(session: "Session", user: "User", values: Mapping[str, Any]) -> Outcome:
    from bbprops_cli.models import UserCreate, checked

    held = user.model_dump(include=set(UserCreate.model_fields))
    shape = checked(UserCreate, **{**held, **values})
    changed = tuple(name for name in values if getattr(shape, name) != held[name])
    if changed and (others := [each for each in _there(session, values) if each is not user]):
        raise _taken(values, others[0])
    for name in changed:
        setattr(user, name, getattr(shape, name))
    session.flush()
    return Outcome(user, "updated" if changed else "unchanged", changed)


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, in the types of the columns."""
    from bbprops_cli.models import UserUpdate, checked

    require_storable([value for value in said.values() if isinstance(value, str | dict)], "The user")
    if isinstance(email := said.get("email"), str):
        said = {**said, "email": normalized_email(email)}
    return checked(UserUpdate, **said).model_dump(exclude_unset=True)


def _there(session: "Session", values: Mapping[str, Any]) -> "list[User]":
    """Who has the e-mail, one of the ids or the username."""
    from sqlmodel import or_, select

    from bbprops_cli.models import User

    said = ((name, values.get(name)) for name in (*_IDENTITY, "username"))
    same = [getattr(User, name) == value for name, value in said if value is not None]
    return list(session.exec(select(User).where(or_(*same)).order_by(User.email).with_for_update())) if same else []


def _one(there: "Iterable[User]", values: Mapping[str, Any]) -> "User":
    """The one whom the identity means; Conflict when that is several, or somebody else has the username."""
    meant = [user for user in there if _shared(user, values, _IDENTITY)]
    if len(meant) == 1:
        return meant[0]
    raise _taken(values, next(user for user in there if not meant or user.email != values.get("email")))


def _taken(values: Mapping[str, Any], other: "User") -> Conflict:
    name = _shared(other, values, (*_IDENTITY, "username"))[0]
    return Conflict(f"The {name} {values[name]} belongs to {other.email}.", hint="Choose another.")


def _shared(user: "User", values: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [name for name in names if values.get(name) is not None and getattr(user, name) == values[name]]
