"""Record experiments in one transaction."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import BBPropsError, InvalidInput
from bbprops_cli.queries.experiments import changes

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import Experiment


def record_experiments(documents: Sequence[Any], defaults: Mapping[str, Any], *, dry_run: bool) -> "list[Experiment]":
    """Record all experiments, or none; what is returned is as stored, after a dry run too.

    `defaults` are values for keys that a document lacks. Errors name the experiment if there are several.
    """
    from bbprops_cli.db.connection.session import driver_db, session

    with session(dry_run=dry_run) as work:
        db, several = driver_db(work), len(documents) > 1
        recorded = [
            _record(work, db, document, defaults, f"experiment {number}", several=several)
            for number, document in enumerate(documents, 1)
        ]
        work.flush()
        for run in recorded:
            work.expunge(run)
        work.touch(("experiments",))
    return recorded


def _record(
    work: "Session", db: Db, document: object, defaults: Mapping[str, Any], label: str, *, several: bool
) -> "Experiment":
    if not isinstance(document, dict):
        raise InvalidInput(f"{label} is not a JSON object.", hint='Write {"metrics": {"roi": 0.1}}.')
    try:
        return changes.record(work, db, document, defaults)
    except BBPropsError as error:
        if several:
            raise type(error)(f"{label}: {error}", hint=error.hint) from error
        raise
