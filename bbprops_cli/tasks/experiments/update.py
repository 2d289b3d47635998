"""Update an experiment in one transaction."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.queries.experiments import changes


class UpdatedExperiment(NamedTuple):
    """The end of the id of an experiment, and the values before and after of each column that changed."""

    end: str
    changed: dict[str, tuple[object, object]]


def update_experiment(
    reference: str, values: Mapping[str, Any], metrics: Mapping[tuple[str, ...], Any], *, dry_run: bool
) -> UpdatedExperiment:
    """Change columns and metrics; raises NotFound, Ambiguous, or what `changes.update` raises."""
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.queries import references

    with session(dry_run=dry_run) as work:
        identifier = references.resolve(driver_db(work), EXPERIMENTS, reference)
        changed = changes.update(work, identifier, values, metrics)
        work.touch(())  # the changed row names its cache tags
    return UpdatedExperiment(identifier[-6:], changed)
