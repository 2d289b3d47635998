"""What stands between a person and a loss: the target, what would go, and a question that fits its size."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import ConfirmationNeeded
from bbprops_cli.output import console
from bbprops_cli.rules.db.environment import is_production

LARGE = 10_000  # rows; to lose more, a name must be typed


class Loss(NamedTuple):
    """What would go: `parts` are its rows by table, as lines; `precious` wants the name typed whatever its size."""

    where: Target
    environment: str
    rows: int
    parts: Sequence[str]
    precious: bool = False


def everything(where: Target) -> Loss:
    """Every table that our migrations made."""
    from bbprops_cli.db.admin import facts

    held = facts.contents(where)
    parts = [f"{table.table}: {'' if table.exact else 'about '}{table.rows:,} rows" for table in held.tables]
    return Loss(where, held.environment, held.rows, parts)


def name_of(where: Target) -> str:
    """What has to be typed: the database's name, or that of its file."""
    return Path(where.database).name if not where.dialect.has_server else where.database


def ask(question: str, loss: Loss, *, yes: bool, confirm: str, allow_production: bool) -> None:
    """Go on only with leave: y/N, or the typed name for much, for production and for what is precious."""
    production = is_production(loss.environment)
    if production and not allow_production:
        state = "is production" if loss.environment else "is not marked, and so counts as production"
        raise ConfirmationNeeded(
            f"{question} {loss.where} {state}.", hint=f"Add --allow-production, and --confirm {name_of(loss.where)!r}."
        )
    details = [f"{loss.where} ({loss.environment or 'not marked'})", *(f"  {part}" for part in loss.parts)]
    if production or loss.precious or loss.rows > LARGE:
        console.confirm_name(question, name_of(loss.where), given=confirm, details=details)
    else:
        console.confirm(question, yes=yes, details=details)
