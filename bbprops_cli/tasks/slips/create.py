"""Create slips from JSON in one transaction."""

from collections.abc import Sequence
from typing import Any

from bbprops_cli.queries.slips.creation import CreatedSlips, SlipDefaults, create_all
from bbprops_cli.rules.slips.shape import slips_of


def create_slips(documents: Sequence[Any], defaults: SlipDefaults, *, dry_run: bool) -> CreatedSlips:
    """Create all slips, or none; what is returned is as stored, after a dry run too."""
    from bbprops_cli.db.connection.session import driver_db, session

    with session(dry_run=dry_run) as work:
        created = create_all(work, driver_db(work), slips_of(documents), defaults)
        work.touch(())  # the new rows name their cache tags
    return created
