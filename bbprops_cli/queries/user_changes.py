"""People created and changed, through the ORM, so that whoever keeps answers about them hears of it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import UUID

from bbprops_cli.catalog import USERS
from bbprops_cli.errors import Conflict
from bbprops_cli.rules.email_address import address
from bbprops_cli.rules.json_document import require_storable

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import User, UserCreate

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

    from bbprops_cli.models import User

    shape = _read(said)
    if not (there := _there(session, shape)):
        user = User(**shape.model_dump())
        try:
            with session.begin_nested():
                session.add(user)
        except IntegrityError:
            if not (there := _there(session, shape)):  # it was not that somebody else came first
                raise
        else:
            return Outcome(user, "created")
    user = _one(there, shape)
    if if_exists == "error":
        raise Conflict(f"{user.email} exists already.", hint="Add --if-exists skip or update.")
    return Outcome(user, "skipped") if if_exists == "skip" else _changed(session, user, said)


def update(session: "Session", identifier: str, values: Mapping[str, Any]) -> Outcome:
    """Change a user; raises InvalidInput, and Conflict for what belongs to another."""
    from bbprops_cli.models import User

    return _changed(session, session.get_one(User, UUID(identifier), with_for_update=True), values)


def _changed(session: "Session", user: "User", values: Mapping[str, Any]) -> Outcome:
    from bbprops_cli.models import UserCreate

    held = user.model_dump(include=set(UserCreate.model_fields))
    shape = _read(values, held)
    changed = tuple(name for name in values if getattr(shape, name) != held[name])
    if changed and (others := [each for each in _there(session, shape) if each is not user]):
        raise _taken(shape, others[0])
    for name in changed:
        setattr(user, name, getattr(shape, name))
    session.flush()
    return Outcome(user, "updated" if changed else "unchanged", changed)


def _read(values: Mapping[str, Any], held: Mapping[str, Any] | None = None) -> "UserCreate":
    from bbprops_cli.models import UserCreate, checked

    require_storable([value for value in values.values() if isinstance(value, str | dict)], "The user")
    if isinstance(email := values.get("email"), str):
        values = {**values, "email": address(email)}
    return checked(UserCreate, **{**(held or {}), **values})


def _there(session: "Session", shape: "UserCreate") -> "list[User]":
    """Who has the e-mail, one of the ids or the username of this one."""
    from sqlmodel import or_, select

    from bbprops_cli.models import User

    said = ((getattr(User, name), getattr(shape, name)) for name in (*_IDENTITY, "username"))
    same = or_(*(column == value for column, value in said if value is not None))
    return list(session.exec(select(User).where(same).order_by(User.email).with_for_update()))


def _one(there: "Iterable[User]", shape: "UserCreate") -> "User":
    """The one whom the identity means; Conflict when that is several, or somebody else has the username."""
    meant = [user for user in there if _shared(user, shape, _IDENTITY)]
    if len(meant) == 1:
        return meant[0]
    raise _taken(shape, next(user for user in there if not meant or user.email != shape.email))


def _taken(shape: "UserCreate", other: "User") -> Conflict:
    names = _shared(other, shape, (*_IDENTITY, "username"))
    return Conflict(f"The {names[0]} {getattr(shape, names[0])} belongs to {other.email}.", hint="Choose another.")


def _shared(user: "User", shape: "UserCreate", names: Iterable[str]) -> list[str]:
    return [name for name in names if (value := getattr(shape, name)) is not None and getattr(user, name) == value]
