"""The only module that opens connections to Redis or Valkey; the driver is loaded when the first client is made.

Clients return bytes, since values that other programs stored need not be text. Time limits are short: a cache that does
not answer is treated as missing.
"""

from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from bbprops_cli import settings
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:
    import redis
    import redis.asyncio

    Client = redis.Redis | redis.RedisCluster
    AsyncClient = redis.asyncio.Redis | redis.asyncio.RedisCluster

SCHEMES = {  # (is encrypted, is a cluster)
    "redis": (False, False),
    "rediss": (True, False),
    "redis+cluster": (False, True),
    "rediss+cluster": (True, True),
    "valkey": (False, False),
    "valkeys": (True, False),
    "unix": (False, False),
}
PARAMETERS = ("db", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname")
CONNECT_TIMEOUT_SECONDS = 0.25
ANSWER_TIMEOUT_SECONDS = 1.0
POOL_TIMEOUT_SECONDS = 1.0
HEALTH_CHECK_SECONDS = 30


class RedisTarget(NamedTuple):
    """The address and options of a Redis; a cluster may name several nodes. Its text shows no password."""

    nodes: tuple[tuple[str, int], ...]
    socket: str = ""
    database: int = 0
    username: str = ""
    password: str = ""
    encrypted: bool = False
    cluster: bool = False
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        where = self.socket or ",".join(f"{host}:{port}" for host, port in self.nodes)
        where += "" if self.cluster else f"/{self.database}"
        return f"{self.username}@{where}" if self.username else where

    def __repr__(self) -> str:
        return f"RedisTarget({self})"


def parse(url: str) -> RedisTarget:
    """Read a Redis URL. Raises UsageError, which never shows the password."""
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest:
        raise UsageError(
            f"REDIS_URL: the scheme {scheme!r} is not supported." if rest else "REDIS_URL: the URL has no scheme.",
            hint="Write redis://user:password@host:6379/0, rediss://… or redis+cluster://host:7000,host:7001.",
        )
    encrypted, cluster = SCHEMES[scheme]
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    try:
        parts = urlsplit(f"//{place}")
    except ValueError:
        raise UsageError("REDIS_URL is not a valid URL.", hint="Write redis://user:password@host:6379/0.") from None
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := next((name for name in parameters if name not in PARAMETERS), ""):
        raise UsageError(f"REDIS_URL: unknown parameter {unknown!r}; known are {', '.join(PARAMETERS)}.")
    is_socket = scheme == "unix"
    database = parameters.pop("db", "" if is_socket else parts.path.strip("/")) or "0"
    if not (database.isascii() and database.isdigit()) or (cluster and database != "0"):
        reason = "a cluster has database 0 only" if cluster else "databases have numbers"
        raise UsageError(f"REDIS_URL: invalid database {database!r}: {reason}.")
    return RedisTarget(
        () if is_socket else _nodes(parts.netloc),
        unquote(parts.path) if is_socket else "",
        int(database),
        unquote(user),
        unquote(password),
        encrypted,
        cluster,
        tuple(sorted(parameters.items())),
    )


def _nodes(netloc: str) -> tuple[tuple[str, int], ...]:
    try:
        parts = [urlsplit(f"//{node}") for node in netloc.split(",")]
        return tuple((part.hostname or "localhost", part.port or 6379) for part in parts)
    except ValueError:  # whose text has what may be a part of a password
        raise UsageError("REDIS_URL: invalid host or port.", hint="Write redis://user:password@host:6379/0.") from None


def target(url: str = "") -> RedisTarget | None:
    """The Redis of this URL, else of REDIS_URL; None when neither is set."""
    url = url or settings.current().text("REDIS_URL")
    return parse(url) if url else None


def client(where: RedisTarget, *, answer_timeout: float = ANSWER_TIMEOUT_SECONDS) -> "Client":
    """A client with its own pool, which connects at its first use (a cluster: at once); its owner calls close()."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options = _options(where, answer_timeout) | {"retry": Retry(NoBackoff(), 0)}
    if where.cluster:
        from redis.cluster import ClusterNode

        node: Any = ClusterNode  # untyped in redis
        nodes = [node(host, port) for host, port in where.nodes]
        return redis.RedisCluster(
            startup_nodes=nodes, max_connections=_most_connections(), ssl=where.encrypted, **options
        )
    make_pool: Any = redis.BlockingConnectionPool
    pool = make_pool(
        _most_connections(),
        POOL_TIMEOUT_SECONDS,
        _connection_class(redis.connection, where),
        **options,
        **_place(where),
    )
    return redis.Redis.from_pool(pool)


def async_client(where: RedisTarget, *, answer_timeout: float = ANSWER_TIMEOUT_SECONDS) -> "AsyncClient":
    """An asyncio client with its own pool, bound to the event loop of its first use; its owner calls aclose()."""
    import redis.asyncio
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    options = _options(where, answer_timeout) | {"retry": Retry(NoBackoff(), 0)}
    if where.cluster:
        from redis.asyncio.cluster import ClusterNode

        nodes = [ClusterNode(host, port) for host, port in where.nodes]
        return redis.asyncio.RedisCluster(
            startup_nodes=nodes, max_connections=_most_connections(), ssl=where.encrypted, **options
        )
    pool = redis.asyncio.BlockingConnectionPool(
        _most_connections(),
        POOL_TIMEOUT_SECONDS,
        _connection_class(redis.asyncio.connection, where),
        **options,
        **_place(where),
    )
    return redis.asyncio.Redis.from_pool(pool)


def _most_connections() -> int:
    return max(settings.current().number("REDIS_MAX_CONNECTIONS"), 1)


def _connection_class(module: ModuleType, where: RedisTarget) -> Any:
    if where.socket:
        return module.UnixDomainSocketConnection
    return module.SSLConnection if where.encrypted else module.Connection


def _place(where: RedisTarget) -> dict[str, Any]:
    place: dict[str, Any] = {"path": where.socket}
    if not where.socket:
        host, port = where.nodes[0]
        place = {"host": host, "port": port, "socket_keepalive": True}
    return place | {"db": where.database}


def _options(where: RedisTarget, answer_timeout: float) -> dict[str, Any]:
    """Options of every connection, chosen so that the handshake takes one round trip, or two with a login."""
    from redis.maint_notifications import MaintNotificationsConfig

    options: dict[str, Any] = dict(where.parameters)
    if check := options.pop("ssl_check_hostname", ""):
        options["ssl_check_hostname"] = check.lower() not in {"0", "no", "off", "false"}
    return options | {
        "username": where.username or None,
        "password": where.password or None,
        "socket_connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "socket_timeout": answer_timeout,
        "health_check_interval": HEALTH_CHECK_SECONDS,
        "driver_info": None,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
