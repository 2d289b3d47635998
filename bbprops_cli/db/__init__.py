"""Connections, sessions and migrations; and the names that an API imports: `from bbprops_cli.db import get_db, User`.

Each name is loaded at its first use, so that the command line does not load the modules that only an API needs.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bbprops_cli.db.api import (
        Connections,
        RedisInfo,
        cached,
        cached_json,
        check_all_connections,
        check_db_connection,
        check_redis_connection,
        close_connections,
        close_db,
        close_redis,
        connections,
        forget,
        get_db,
        get_db_info,
        get_db_reader,
        get_db_session,
        get_redis,
        get_redis_client,
        get_redis_info,
        init_connections,
        init_db,
        init_redis,
    )
    from bbprops_cli.db.connection.async_session import AsyncWork, Database, DatabaseInfo
    from bbprops_cli.models import Experiment, PropMarket, SavedSlip, Snapshot, User
    from bbprops_cli.rules.cache.keys import Board

_HOMES = {
    "bbprops_cli.models": ("Experiment", "PropMarket", "SavedSlip", "Snapshot", "User"),
    "bbprops_cli.rules.cache.keys": ("Board",),
    "bbprops_cli.db.connection.async_session": ("AsyncWork", "Database", "DatabaseInfo"),
    "bbprops_cli.db.api": (
        "Connections",
        "RedisInfo",
        "cached",
        "cached_json",
        "check_all_connections",
        "check_db_connection",
        "check_redis_connection",
        "close_connections",
        "close_db",
        "close_redis",
        "connections",
        "forget",
        "get_db",
        "get_db_info",
        "get_db_reader",
        "get_db_session",
        "get_redis",
        "get_redis_client",
        "get_redis_info",
        "init_connections",
        "init_db",
        "init_redis",
    ),
}
__all__ = [  # noqa: RUF022 - in the order of docs/library.md
    "User",
    "Snapshot",
    "Experiment",
    "SavedSlip",
    "PropMarket",
    "get_db",
    "get_db_reader",
    "get_db_session",
    "get_redis",
    "get_redis_client",
    "init_connections",
    "close_connections",
    "init_db",
    "close_db",
    "init_redis",
    "close_redis",
    "cached",
    "cached_json",
    "forget",
    "Board",
    "check_db_connection",
    "check_redis_connection",
    "check_all_connections",
    "get_db_info",
    "get_redis_info",
    "Connections",
    "connections",
    "Database",
    "AsyncWork",
    "DatabaseInfo",
    "RedisInfo",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
