"""Confirmation before data is deleted: the database, the rows, and a question whose form depends on their number."""

from collections.abc import Sequence
from pathlib import Path
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


def name_of(where: Target) -> str:
    """The name that confirms: the name of the database, or of the SQLite file."""
    return Path(where.database).name if not where.dialect.has_server else where.database


def ask(question: str, loss: Loss, *, yes: bool, confirm: str, allow_production: bool) -> None:
    """Ask y/N, or for the typed name if it is production, precious or large; raises ConfirmationNeeded."""
    production = is_production(loss.environment)
    if production and not allow_production:
        state = "is production" if loss.environment else "has no environment label and counts as production"
        raise ConfirmationNeeded(
            f"{question} {loss.where} {state}.", hint=f"Pass --allow-production and --confirm {name_of(loss.where)!r}."
        )
    details = [f"{loss.where} ({loss.environment or 'no environment label'})", *(f"  {part}" for part in loss.parts)]
    if production or loss.precious or loss.rows > LARGE_ROWS:
        console.confirm_name(question, name_of(loss.where), given=confirm, details=details)
    else:
        console.confirm(question, yes=yes, details=details)
