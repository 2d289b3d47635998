"""The connection parameters of libpq, which a PostgreSQL URL may have, and what bbprops sets without being asked."""

from collections.abc import Iterator, Mapping

# Keywords of libpq 15 to 18; an older libpq names the one that it does not know when it connects.
_WITH_VARIABLE = """
channel_binding gssdelegation gssencmode gsslib hostaddr krbsrvname load_balance_hosts max_protocol_version
min_protocol_version options passfile require_auth requirepeer service ssl_max_protocol_version
ssl_min_protocol_version sslcert sslcertmode sslcompression sslcrl sslcrldir sslkey sslmode sslnegotiation sslrootcert
sslsni target_session_attrs
"""
_OTHERS = """
dbname fallback_application_name host keepalives keepalives_count keepalives_idle keepalives_interval oauth_client_id
oauth_client_secret oauth_issuer oauth_scope password port scram_client_key scram_server_key sslkeylogfile sslpassword
tcp_user_timeout user
"""
# The parameters that psql and pg_dump take from a variable, such as PGSSLMODE.
VARIABLES = {
    **{name: f"PG{name.upper().replace('_', '')}" for name in _WITH_VARIABLE.split()},
    "application_name": "PGAPPNAME",
    "client_encoding": "PGCLIENTENCODING",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
PARAMETERS = frozenset({*VARIABLES, *_OTHERS.split()})
SECRETS = frozenset({"oauth_client_secret", "password", "scram_client_key", "scram_server_key", "sslpassword"})
NUMBERS = frozenset(
    {"connect_timeout", "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"}
)
CONNECT_TIMEOUT_SECONDS = 5
# A peer that is gone is noticed after 10 + 3 * 5 s without traffic, or 30 s after data that it does not acknowledge.
DEFAULTS = {
    "connect_timeout": str(CONNECT_TIMEOUT_SECONDS),
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
_SOCKET_OPTIONS = {
    "keepalives_idle": "TCP_KEEPIDLE",
    "keepalives_interval": "TCP_KEEPINTVL",
    "keepalives_count": "TCP_KEEPCNT",
    "tcp_user_timeout": "TCP_USER_TIMEOUT",
}


def with_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a URL, and the defaults of those that it does not have."""
    return {**DEFAULTS, **given}


def silence_seconds(given: Mapping[str, str]) -> float:
    """How long a server may be silent before it counts as unreachable; 0, for ever, with `tcp_user_timeout=0`."""
    return int(with_defaults(given)["tcp_user_timeout"]) / 1000


def socket_options(given: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
    """The keepalives and time-outs of these parameters as arguments of `setsockopt`, as far as the system has them."""
    import socket  # only asynchronous connections need it

    values = with_defaults(given)
    yield socket.SOL_SOCKET, socket.SO_KEEPALIVE, int(values["keepalives"] != "0")
    for name, option in _SOCKET_OPTIONS.items():
        if int(values[name]) and hasattr(socket, option):
            yield socket.IPPROTO_TCP, getattr(socket, option), int(values[name])
