"""A replica as an API sees it: asked once a second how far behind it is, and left alone while it is no use."""

import asyncio
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bbprops_cli.db.connection import replica
from bbprops_cli.db.connection.failures import explain

KNOWN_SECONDS = 1.0
LEFT_ALONE_SECONDS = 3.0
ANSWER_SECONDS = 2.0


class AsyncReplica:
    """An engine on a replica; `fault` says in words why nothing is read there, and is empty when all is well."""

    def __init__(self, engine: AsyncEngine, url: str) -> None:
        self.engine, self.url = engine, url
        self.fault = ""
        self._known_until = 0.0
        self._asking = asyncio.Lock()

    async def has_kept_up(self) -> bool:
        """Whether reads may go there; one of many who want to know asks, the others wait for the first answer only."""
        if time.monotonic() < self._known_until or (self._asking.locked() and self._known_until):
            return not self.fault
        async with self._asking:
            if time.monotonic() >= self._known_until:
                self._know(await self._ask())
        return not self.fault

    def give_up(self, error: BaseException) -> None:
        """Leave it alone for a while: it failed in the middle of something."""
        self._know(str(explain(error) or error))

    def _know(self, fault: str) -> None:
        self.fault = fault
        self._known_until = time.monotonic() + (LEFT_ALONE_SECONDS if fault else KNOWN_SECONDS)

    async def _ask(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS), self.engine.connect() as connection:
                recovers, lag = (await connection.execute(text(replica.STATE))).one()
        except TimeoutError:
            return "does not answer"
        except Exception as error:  # noqa: BLE001 - whatever it is, the primary is asked instead
            return str(explain(error) or error)
        return replica.fault(recovers, lag)
