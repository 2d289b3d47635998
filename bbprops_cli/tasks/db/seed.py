"""Add the demo data, but never to a production database."""

from bbprops_cli.catalog import NOUNS
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.session import session
from bbprops_cli.queries.db import seed as demo
from bbprops_cli.rules.db.environment import require_playground
from bbprops_cli.rules.values.wording import counted


def seed(*, dry_run: bool) -> list[str]:
    """Add the demo data that does not exist yet; the added rows in words, such as "2 users".

    Raises Conflict for a production database.
    """
    with session(dry_run=dry_run) as work:
        require_playground(environment.read(work))
        added = demo.seed(work)
    names = {noun.table: noun.name for noun in NOUNS}
    return [counted(number, names[table]) for table, number in added.items()]
