"""Correct one prop in one transaction."""

from collections.abc import Mapping
from typing import NamedTuple

from bbprops_cli.catalog import PROPS


class Corrected(NamedTuple):
    """A prop, and the values before and after of each column that changed."""

    identifier: str
    columns: Mapping[str, tuple[object, object]]

    @property
    def end(self) -> str:
        """The end of the id, which is enough to name the prop."""
        return self.identifier[-6:]


def update(reference: str, values: Mapping[str, str], *, dry_run: bool) -> Corrected:
    """Set columns from text; raises UsageError or InvalidInput for a value that the column does not take."""
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.queries.props import changes
    from bbprops_cli.queries.references import resolve

    with session(dry_run=dry_run) as work:
        identifier = resolve(driver_db(work), PROPS, reference)
        columns = changes.update(work, identifier, values)
        work.touch(())  # the changed row names its cache tags
    return Corrected(identifier, columns)
