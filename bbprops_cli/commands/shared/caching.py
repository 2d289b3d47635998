"""Invalidate cached answers after a commit. An unreachable Redis costs TIMEOUT_SECONDS and one warning."""

from contextvars import copy_context
from threading import Thread

from bbprops_cli import settings
from bbprops_cli.errors import BBPropsError
from bbprops_cli.output import console

TIMEOUT_SECONDS = 0.25  # to connect and get an answer, in a thread because a DNS lookup has no time-out


def forget(tags: set[str], problems: list[str]) -> None:
    """Invalidate these cache tags if REDIS_URL is set; a failure is a warning, not an error.

    A failure is added to `problems`, and nothing is tried while `problems` is not empty: a command with many commits
    waits and warns once.
    """
    if problems or not settings.current().text("REDIS_URL"):
        return
    try:
        thread = _invalidation(tags, problems)
        thread.start()
        thread.join(TIMEOUT_SECONDS)
        if thread.is_alive():
            problems.append(f"Redis did not answer within {TIMEOUT_SECONDS} s")
    except BBPropsError as error:
        problems.append(str(error))
    if problems:
        reason = problems[0].rstrip(".")
        console.warn(f"the change is stored, but cached answers were not invalidated: {reason}; {_consequence()}")


def _invalidation(tags: set[str], problems: list[str]) -> Thread:
    """A thread that is not started yet; libraries are loaded here, outside the time-out."""
    import redis  # noqa: F401 - half a second to load, which must not count as waiting for Redis

    from bbprops_cli.cache import answers
    from bbprops_cli.cache import connect as redis_connect
    from bbprops_cli.db.connection.failures import explain

    where, prefix = redis_connect.target(), settings.current().text("REDIS_KEY_PREFIX")
    assert where is not None  # noqa: S101 - REDIS_URL is set

    def invalidate() -> None:
        try:
            client = redis_connect.client(where, answer_timeout=TIMEOUT_SECONDS)
            try:
                answers.invalidate(client, prefix, tags)
            finally:
                client.close()
        except Exception as error:  # noqa: BLE001 - the change is stored, so no failure may end the command
            problems.append(str(explain(error) or error))

    return Thread(target=copy_context().run, args=(invalidate,), daemon=True)


def _consequence() -> str:
    ttl = settings.current().text("REDIS_CACHE_TTL")
    return f"old answers may be served for up to {ttl} s, or until you run bbprops cache clear"
