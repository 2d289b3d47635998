"""The check of the clocks before rows are deleted or deactivated by their times."""

from datetime import datetime

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.rules.db import clock

_CHANGED = tuple(column for column in PROPS.columns if column.name == "updated_at")


def require_clock(db: Db) -> None:
    """Raise Conflict if the clock of this machine differs from the server's, or on SQLite is before the newest prop."""
    times = db.clock()
    if db.dialect.has_server:
        clock.require_agreement(times.server, times.machine)
        return
    rows = db.rows("SELECT max(updated_at) FROM prop_markets WHERE snapshot_id IS NULL")
    ((newest,),) = db.dialect.typed(rows, _CHANGED)
    clock.require_not_before(newest if isinstance(newest, datetime) else None, times.machine)
