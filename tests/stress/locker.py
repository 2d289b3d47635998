"""A host whose cron locks what is due, over and over; a line for each time."""

import os
import time
from pathlib import Path

from bbprops_cli.commands import locking, snapshots  # noqa: F401 - loaded once, before the processes part
from bbprops_cli.db.connection import session  # noqa: F401 - likewise
from tests.command_line import call_main


def work(url: str, log: str) -> None:
    """Lock until somebody ends it."""
    os.environ["DATABASE_URL"] = url
    with Path(log).open("a", buffering=1) as out:
        while True:
            result = call_main("snapshots", "lock", "--due", "--cron")
            out.write(f"locker {result.exit_code} {''.join(result.stderr.splitlines()[-1:])}\n")
            time.sleep(0.05)
