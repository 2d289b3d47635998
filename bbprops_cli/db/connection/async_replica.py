"""The replica of an API: its lag is checked once a second, and it is not used for a while after a failure."""

import asyncio
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bbprops_cli.db.connection import replica
from bbprops_cli.db.connection.failures import explain

RECHECK_SECONDS = 1.0
RECHECK_AFTER_FAILURE_SECONDS = 3.0
ANSWER_SECONDS = 2.0


class AsyncReplica:
    """An engine on a replica; `fault` says why the replica is not used, and is empty if it is."""

    def __init__(self, engine: AsyncEngine, url: str) -> None:
        self.engine, self.url = engine, url
        self.fault = ""
        self._valid_until = 0.0
        self._check_lock = asyncio.Lock()

    async def has_kept_up(self) -> bool:
        """True if reads may use the replica.

        One of several concurrent callers checks; the others take the last result, and wait only for the first one.
        """
        if time.monotonic() < self._valid_until or (self._check_lock.locked() and self._valid_until):
            return not self.fault
        async with self._check_lock:
            if time.monotonic() >= self._valid_until:
                self._remember(await self._check())
        return not self.fault

    def give_up(self, error: BaseException) -> None:
        """Do not use the replica for a while, after a failure in the middle of a unit of work."""
        self._remember(str(explain(error) or error))

    def _remember(self, fault: str) -> None:
        self.fault = fault
        self._valid_until = time.monotonic() + (RECHECK_AFTER_FAILURE_SECONDS if fault else RECHECK_SECONDS)

    async def _check(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self.engine.connect() as connection:
                in_recovery, lag = (await connection.execute(text(replica.STATE))).one()
        except TimeoutError:
            return "does not answer"
        except Exception as error:  # noqa: BLE001 - whatever it is, the primary is used instead
            return str(explain(error) or error)
        return replica.fault(in_recovery, lag)
