"""Retries of transactions that failed with a deadlock or a serialization failure."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from bbprops_cli.db.connection.failures import is_collision

RETRIES = 3
Result = TypeVar("Result")


def retried(work: Callable[[], Result]) -> Result:
    """Run a whole transaction, and again up to RETRIES times after a deadlock or a serialization failure."""
    for attempt in range(RETRIES):
        try:
            return work()
        except Exception as error:
            if not is_collision(error):
                raise
            time.sleep(random.uniform(0.05, 0.2) * (attempt + 1))  # noqa: S311 - jitter is not a secret
    return work()
