"""Measure how fast the database answers."""

from collections.abc import Callable

from bbprops_cli.db.admin import facts
from bbprops_cli.db.connection.target import Target
from bbprops_cli.rules.values.typed_time import parse_span


def ping(where: Target, wait: str, tell: Callable[[str], None], *, timeout: float) -> tuple[float, float]:
    """Milliseconds to connect and to answer a query; raises Unreachable after `timeout` seconds without an answer.

    `wait` is a typed span such as `60s`: until it is over, a failure is passed to `tell` and the attempt repeated.
    Raises UsageError for anything else.
    """
    if not wait:
        return facts.ping_within(where, timeout)
    return facts.await_ping(where, parse_span(wait), tell, attempt=timeout)
