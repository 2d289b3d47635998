"""Decide whether a shell on the database may write."""

from typing import NamedTuple

from bbprops_cli import settings
from bbprops_cli.db.admin import facts, programs
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.rules.db.environment import is_production, require_expected


class Shell(NamedTuple):
    """The database of a shell, its environment label, and whether the shell only reads."""

    where: Target
    label: str
    read_only: bool


def plan(*, allow_production: bool) -> Shell:
    """A shell on the database in use; raises Conflict if it could write to an unexpected environment."""
    where = target()
    label = facts.label(where)
    read_only = programs.is_read_only(production=is_production(label), allowed=allow_production)
    if not read_only:
        require_expected(settings.current().environment(), label)
    return Shell(where, label, read_only)
