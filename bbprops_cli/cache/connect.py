"""The only place that opens a connection to Redis or Valkey; nothing is loaded or opened before it is asked for.

Clients speak bytes: what others have stored need not be text. Nothing waits long: a cache that does not answer is a
cache that is not there.
"""

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from bbprops_cli import settings
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:
    import redis
    import redis.asyncio

    Client = redis.Redis | redis.RedisCluster
    AsyncClient = redis.asyncio.Redis | redis.asyncio.RedisCluster

SCHEMES = {  # to whether it is encrypted, and whether it is a cluster
    "redis": (False, False),
    "rediss": (True, False),
    "redis+cluster": (False, True),
    "rediss+cluster": (True, True),
    "valkey": (False, False),
    "valkeys": (True, False),
    "unix": (False, False),
}
PARAMETERS = ("db", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname")
CONNECT_TIMEOUT = 0.25
ANSWER_TIMEOUT = 1.0
POOL_TIMEOUT = 1.0
HEALTH_CHECK_SECONDS = 30


class RedisTarget(NamedTuple):
    """Where a Redis is; a cluster may name several nodes. Printing it shows no password."""

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
    """Read a Redis URL; UsageError names what is wrong, never the password."""
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or not rest:
        raise UsageError(
            f"REDIS_URL has {scheme if rest else 'no scheme'!r}, which is not supported.",
            hint="Write redis://user:password@host:6379/0, rediss://… or redis+cluster://host:7000,host:7001.",
        )
    encrypted, cluster = SCHEMES[scheme]
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    parts = urlsplit(f"//{place}")
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := next((name for name in parameters if name not in PARAMETERS), ""):
        raise UsageError(f"REDIS_URL has an unknown parameter {unknown!r}; known are {', '.join(PARAMETERS)}.")
    is_socket = scheme == "unix"
    database = parameters.pop("db", "" if is_socket else parts.path.strip("/")) or "0"
    if not (database.isascii() and database.isdigit()) or (cluster and database != "0"):
        kept = "a cluster has number 0 only" if cluster else "databases are numbers"
        raise UsageError(f"REDIS_URL names the database {database!r}: {kept}.")
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
    except ValueError as error:
        raise UsageError("REDIS_URL cannot be read.", hint="Write redis://user:password@host:6379/0.") from error


def target(url: str = "") -> RedisTarget | None:
    """The Redis of that URL, else of REDIS_URL; None when there is none to use."""
    url = url or settings.current().text("REDIS_URL")
    return parse(url) if url else None


def client(where: RedisTarget, *, answer_timeout: float = ANSWER_TIMEOUT) -> "Client":
    """A client with a pool of its own, which connects when it is first used (a cluster: at once); close() ends it."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options = _options(where, answer_timeout) | {"retry": Retry(NoBackoff(), 0)}
    if where.cluster:
        from redis.cluster import ClusterNode

        node: Any = ClusterNode  # untyped in redis
        nodes = [node(host, port) for host, port in where.nodes]
        return redis.RedisCluster(startup_nodes=nodes, max_connections=_most(), ssl=where.encrypted, **options)
    make_pool: Any = redis.BlockingConnectionPool
    pool = make_pool(_most(), POOL_TIMEOUT, _connection_class(redis.connection, where), **options, **_place(where))
    return redis.Redis.from_pool(pool)


def async_client(where: RedisTarget, *, answer_timeout: float = ANSWER_TIMEOUT) -> "AsyncClient":
    """The same for asyncio; it belongs to the event loop in which it is first used, and aclose() ends it."""
    import redis.asyncio
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    options = _options(where, answer_timeout) | {"retry": Retry(NoBackoff(), 0)}
    if where.cluster:
        from redis.asyncio.cluster import ClusterNode

        nodes = [ClusterNode(host, port) for host, port in where.nodes]
        return redis.asyncio.RedisCluster(startup_nodes=nodes, max_connections=_most(), ssl=where.encrypted, **options)
    pool = redis.asyncio.BlockingConnectionPool(
        _most(), POOL_TIMEOUT, _connection_class(redis.asyncio.connection, where), **options, **_place(where)
    )
    return redis.asyncio.Redis.from_pool(pool)


def _most() -> int:
    return max(settings.current().number("REDIS_MAX_CONNECTIONS"), 1)


def _connection_class(module: Any, where: RedisTarget) -> Any:
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
    """What every connection shares. The handshake is kept to one round trip, or two with a login."""
    from redis.maint_notifications import MaintNotificationsConfig

    options: dict[str, Any] = dict(where.parameters)
    if check := options.pop("ssl_check_hostname", ""):
        options["ssl_check_hostname"] = check.lower() not in {"0", "no", "off", "false"}
    return options | {
        "username": where.username or None,
        "password": where.password or None,
        "socket_connect_timeout": CONNECT_TIMEOUT,
        "socket_timeout": answer_timeout,
        "health_check_interval": HEALTH_CHECK_SECONDS,
        "driver_info": None,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
    }
