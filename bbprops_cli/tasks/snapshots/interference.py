"""Whether a trigger or rule that is not part of bbprops is why a lock or an unlock failed."""

from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import BBPropsError, Locked, LockProtocolError, StatementRefused
from bbprops_cli.queries.snapshots import effect
from bbprops_cli.queries.snapshots.effect import Action, NoEffect


def explained(where: Target, name: str, action: Action, error: Exception) -> BBPropsError | None:
    """The error for the user; None for a bug.

    A guard that meets what a foreign trigger has left can only say that a step is missing. So the foreign objects are
    looked for, in a new transaction, and named.
    """
    meaning = error if isinstance(error, BBPropsError) else explain(error)
    if isinstance(meaning, NoEffect) or not isinstance(meaning, Locked | LockProtocolError | StatementRefused):
        return meaning
    with reading(where) as db:
        found = effect.interfering(db)
    return effect.no_effect(name, action, found) if found else meaning
