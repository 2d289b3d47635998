"""Confirmation before data is deleted: the database, the rows, and a question whose form depends on their number."""

from collections.abc import Sequence
from typing import NamedTuple

from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import ConfirmationNeeded
from bbprops_cli.output import console
from bbprops_cli.rules.db.environment import is_production

LARGE_ROWS = 10_000  # above this, the name of the database must be typed


class Loss(NamedTuple):
    """What would be deleted: `parts` are lines for a person; `precious` requires the typed name at any size."""

    where: Target
    environment: str
    rows: int
    parts: Sequence[str]
    precious: bool = False


def everything(where: Target) -> Loss:
    """The rows of all tables that the migrations created."""
    from bbprops_cli.db.admin import facts

    held = facts.contents(where)
    parts = [f"{table.table}: {'' if table.exact else 'about '}{table.rows:,} rows" for table in held.tables]
    return Loss(where, held.environment, held.rows, parts)


def name_of(where: Target, environment: str) -> str:
    """The name that confirms: host/database on production, else the database; on SQLite the name of the file."""
    return where.full_name if is_production(environment) else where.name


def require_name(where: Target, environment: str, confirm: str) -> None:
    """Raise ConfirmationNeeded if --confirm is given with the name of another database.

    Outside production the name may also be preceded by its host.
    """
    name = name_of(where, environment)
    if confirm and confirm not in {name, where.full_name}:
        raise ConfirmationNeeded(
            f"--confirm {confirm!r} does not name this database, {where} ({environment or 'no environment label'}); "
            "nothing was done.",
            hint=f"Check DATABASE_URL, or pass --confirm {name!r}.",
        )


def ask(question: str, loss: Loss, *, yes: bool, confirm: str, allow_production: bool) -> None:
    """Ask y/N, or for the typed name if it is production, precious or large; raises ConfirmationNeeded.

    A `confirm` with the name of another database is refused even where no name would be required.
    """
    production = is_production(loss.environment)
    name = name_of(loss.where, loss.environment)
    if production and not allow_production:
        state = "is production" if loss.environment else "has no environment label and counts as production"
        raise ConfirmationNeeded(
            f"{question} {loss.where} {state}.", hint=f"Pass --allow-production and --confirm {name!r}."
        )
    require_name(loss.where, loss.environment, confirm)
    details = [f"{loss.where} ({loss.environment or 'no environment label'})", *(f"  {part}" for part in loss.parts)]
    if production or loss.precious or loss.rows > LARGE_ROWS:
        console.confirm_name(question, name, given=name if confirm else "", details=details)
    else:
        console.confirm(question, yes=yes, details=details)
