"""Telling the cache what a command has changed, after its commit. An absent Redis costs a moment and one warning."""

from contextvars import copy_context
from threading import Thread

from bbprops_cli import settings
from bbprops_cli.errors import BBPropsError
from bbprops_cli.output import console

DELAY = 0.25  # seconds for the connection and the answer; a thread, since looking a host up heeds no time-out


def forget(topics: set[str], problems: list[str]) -> None:
    """Tell Redis, where there is one, that these topics changed. It never fails: it warns, once.

    What went wrong is added to `problems`; with one in hand it does not try again, so that a command of many commits is
    not delayed by each.
    """
    if problems or not settings.current().text("REDIS_URL"):
        return
    try:
        thread = _telling(topics, problems)
        thread.start()
        thread.join(DELAY)
        if thread.is_alive():
            problems.append(f"it did not answer within {DELAY} s")
    except BBPropsError as error:
        problems.append(str(error))
    if problems:
        console.warn(f"the change is stored, but Redis was not told: {problems[0].rstrip('.')}; {_consequence()}")


def _telling(topics: set[str], problems: list[str]) -> Thread:
    """A thread, not started yet, for which everything is loaded: that takes as long as it may last."""
    import redis  # noqa: F401 - half a second to load, which must not count as waiting for Redis

    from bbprops_cli.cache import answers
    from bbprops_cli.cache import connect as redis_connect
    from bbprops_cli.db.connection.failures import explain

    where, prefix = redis_connect.target(), settings.current().text("REDIS_KEY_PREFIX")
    assert where is not None  # noqa: S101 - REDIS_URL is set

    def tell() -> None:
        try:
            client = redis_connect.client(where, answer_timeout=DELAY)
            try:
                answers.invalidate(client, prefix, topics)
            finally:
                client.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the change is stored and Redis was not told
            problems.append(str(explain(error) or error))

    return Thread(target=copy_context().run, args=(tell,), daemon=True)


def _consequence() -> str:
    ttl = settings.current().text("REDIS_CACHE_TTL")
    return f"answers cached before may be served for up to {ttl} s; bbprops cache clear ends that"
