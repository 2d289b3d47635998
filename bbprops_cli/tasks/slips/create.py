"""Read slips and create them in one transaction."""

from collections.abc import Sequence
from typing import Any

from bbprops_cli.providers import pikkit
from bbprops_cli.queries.slips.creation import CreatedSlips, SlipDefaults, create_all
from bbprops_cli.rules.slips.shape import slips_of
from bbprops_cli.rules.values import json_document


def read_slips(text: str, name: str) -> tuple[list[object], list[str]]:
    """The slips of JSON or of a bet log, and sentences about what was left out; raises InvalidInput.

    `name` names the text in errors.
    """
    if pikkit.is_bet_log(text):
        slips, notes = pikkit.read(text, name)
        return [*slips], notes
    return slips_of(json_document.flat(text, name)), []


def create_slips(documents: Sequence[Any], defaults: SlipDefaults, *, dry_run: bool) -> CreatedSlips:
    """Create all slips, or none; what is returned is as stored, after a dry run too."""
    from bbprops_cli.db.connection.session import driver_db, session

    with session(dry_run=dry_run) as work:
        created = create_all(work, driver_db(work), documents, defaults)
        work.touch(())  # the new rows name their cache tags
    return created
