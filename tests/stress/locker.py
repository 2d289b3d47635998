"""A process that locks due snapshots over and over, like cron on a host; it logs a line for each run."""

import os
import time
from pathlib import Path

from bbprops_cli.commands.snapshots import lock as command
from bbprops_cli.db.connection import session
from bbprops_cli.tasks.snapshots import lock as task
from tests.command_line import call_main

PRELOADED = (command, task, session)  # imported once, before the processes are forked


def work(url: str, log: str) -> None:
    """Lock until the process is killed."""
    os.environ["DATABASE_URL"] = url
    with Path(log).open("a", buffering=1) as out:
        while True:
            result = call_main("snapshots", "lock", "--due", "--cron")
            out.write(f"locker {result.exit_code} {''.join(result.stderr.splitlines()[-1:])}\n")
            time.sleep(0.05)
