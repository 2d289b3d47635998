"""The examples of locking on time: each is read as its machine reads it, and its command line is run."""

import re
import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from cronsim import CronSim

from bbprops_cli.errors import ExitCode
from bbprops_cli.models.base import utc_now
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

HERE = Path(__file__).parents[2]
EXAMPLES = HERE / "examples" / "locking"
SETTING = re.compile(r"^[A-Z_]+\s*=")
RETRIED = {ExitCode.UNREACHABLE, ExitCode.BUSY}


def crontab() -> Iterator[tuple[str, list[str]]]:
    """Schedule and words of each line, as in /etc/cron.d: the sixth field is a user."""
    for line in (EXAMPLES / "crontab").read_text().splitlines():
        if line and not line.startswith("#") and not SETTING.match(line):
            *when, user, command = line.split(maxsplit=6)
            assert user == "bbprops"
            yield " ".join(when), shlex.split(command)


def unit(name: str) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",))
    assert read.read(EXAMPLES / name)
    return read


def job(name: str = "lock") -> dict[str, Any]:
    jobs = {each["metadata"]["name"]: each["spec"] for each in yaml.safe_load_all(manifests())}
    assert set(jobs) == {"bbprops-lock", "bbprops-verify"}
    return dict(jobs[f"bbprops-{name}"])


def manifests() -> str:
    return (EXAMPLES / "cronjob.yaml").read_text()


def pod(name: str = "lock") -> dict[str, Any]:
    return dict(job(name)["jobTemplate"]["spec"]["template"]["spec"])


def container(name: str = "lock") -> dict[str, Any]:
    (only,) = pod(name)["containers"]
    return dict(only)


COMMANDS = {
    "crontab": next(crontab())[1],
    "systemd": shlex.split(unit("bbprops-lock.service")["Service"]["ExecStart"]),
    "kubernetes": [*container()["command"], *container()["args"]],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_locking_example_locks_due_snapshots_and_is_then_silent(
    run: Run, database: Database, command: list[str]
) -> None:
    snapshots.make(database, "due", lock_at=utc_now() - timedelta(minutes=1))
    program, *args = command

    first, second = run(*args), run(*args)

    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    assert Path(program).name == "bbprops"
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", f"locked due {sha256} (3 props)\n")
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "")


NIGHTLY = {
    "crontab": [word for word in list(crontab())[1][1] if word != ">/dev/null"],
    "systemd": shlex.split(unit("bbprops-verify.service")["Service"]["ExecStart"]),
    "kubernetes": [*container("verify")["command"], *container("verify")["args"]],
}


@pytest.mark.parametrize("command", NIGHTLY.values(), ids=NIGHTLY)
def test_nightly_verify_example_prints_only_problems(run: Run, database: Database, command: list[str]) -> None:
    snapshots.make(database, "kept")
    snapshots.lock(database, "kept")
    args = command[1:]

    assert run(*args).stderr == ""
    database.rows(f"DROP TRIGGER trg_snapshots_log_lock{' ON snapshots' * (database.kind == 'postgresql')}")
    result = run(*args)

    assert result.exit_code == 6
    assert result.stderr.startswith("error: ")
    assert "the guard is missing" in result.stderr


def test_cron_and_kubernetes_examples_run_every_minute() -> None:
    start = datetime(2025, 10, 5, 16, 59, 30, tzinfo=UTC)
    for schedule in (next(crontab())[0], job()["schedule"]):
        times = CronSim(schedule, start)
        assert [next(times), next(times)] == [start + timedelta(seconds=30), start + timedelta(seconds=90)]


def test_systemd_example_runs_every_minute_and_accepts_busy() -> None:
    service, timer = unit("bbprops-lock.service")["Service"], unit("bbprops-lock.timer")

    assert timer["Timer"]["OnCalendar"] == "*-*-* *:*:00"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert (service["Type"], int(service["SuccessExitStatus"])) == ("oneshot", ExitCode.BUSY)


def test_verify_examples_run_every_night() -> None:
    start = datetime(2025, 10, 5, 16, 59, 30, tzinfo=UTC)
    for schedule in (list(crontab())[1][0], job("verify")["schedule"]):
        times = CronSim(schedule, start)
        assert next(times) - start < timedelta(days=1)
        assert next(times) - next(times) == timedelta(days=-1)
    timer = unit("bbprops-verify.timer")
    assert (timer["Timer"]["OnCalendar"], timer["Install"]["WantedBy"]) == ("*-*-* 04:17:00", "timers.target")


SERVICES = ["bbprops-lock.service", "bbprops-verify.service"]
# The settings that `systemd-analyze security` weighs most, and the values that it accepts.
CONFINED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "ProtectSystem": "strict",
    "UMask": "0077",
}


@pytest.mark.parametrize("name", SERVICES)
def test_systemd_service_is_confined_and_reports_its_failure(name: str) -> None:
    read = unit(name)
    service = read["Service"]

    assert {setting: service[setting] for setting in CONFINED} == CONFINED
    assert (
        "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @resources\n" in (EXAMPLES / name).read_text()
    )
    assert service["User"] == "bbprops"
    assert (EXAMPLES / "bbprops-failed@.service").exists()
    assert read["Unit"]["OnFailure"] == "bbprops-failed@%n.service"


@pytest.mark.parametrize("name", ["lock", "verify"])
def test_kubernetes_pod_is_confined(name: str) -> None:
    spec = pod(name)

    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(name)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert all(mount["readOnly"] for mount in container(name)["volumeMounts"])


@pytest.mark.parametrize("name", ["lock", "verify"])
def test_kubernetes_example_retries_only_temporary_failures(name: str) -> None:
    spec = job(name)["jobTemplate"]["spec"]
    (rule,) = spec["podFailurePolicy"]["rules"]
    final = {ExitCode(code) for code in rule["onExitCodes"]["values"]}

    assert (rule["action"], rule["onExitCodes"]["containerName"]) == ("FailJob", container(name)["name"])
    assert spec["template"]["spec"]["restartPolicy"] == "Never"  # without it Kubernetes refuses the policy
    assert not final & RETRIED
    assert spec["backoffLimit"] > 0


def told() -> set[int]:
    """The exit codes of our own in the table of the page."""
    _, _, table = (HERE / "docs" / "locking.md").read_text().partition("| rc of ")
    return {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}


def _is_due(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.make(database, lock_at=utc_now() - timedelta(minutes=1))


def _bad_url(_: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "nonsense://")


def _dead_host(_: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/props")


def _elsewhere(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _is_due(database, monkeypatch)
    monkeypatch.setenv("BBPROPS_ENV", "production")


def _too_large_a_number(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        snapshots.make(database, name, lock_at=utc_now() - timedelta(minutes=1))
    database.rows("UPDATE prop_markets SET extra_metadata = %s WHERE external_id = 'a-1'", '{"a": 1e999}')


def _no_migrations(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.rows("DROP TABLE prop_markets" + " CASCADE" * (database.kind == "postgresql"))
    database.rows("DROP TABLE snapshots" + " CASCADE" * (database.kind == "postgresql"))


def _at_work(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    _is_due(database, monkeypatch)
    monkeypatch.setattr("bbprops_cli.db.connection.sqlite.BUSY_TIMEOUT_MS", 200)


SCENES = {
    0: _is_due,
    1: _too_large_a_number,
    2: _bad_url,
    4: _dead_host,
    5: _elsewhere,
    7: _no_migrations,
    75: _at_work,
}


@pytest.mark.parametrize("code", SCENES)
def test_locking_page_names_the_exit_code_of_each_situation(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    SCENES[code](database, monkeypatch)
    holder = database.connect()
    if code == ExitCode.BUSY:
        holder.cursor().execute(
            "BEGIN IMMEDIATE" if database.kind == "sqlite" else "BEGIN; SELECT 1 FROM snapshots FOR UPDATE"
        )

    result = run("snapshots", "lock", "--due", "--cron", *(["--wait", "1"] if code == ExitCode.BUSY else []))

    holder.close()
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""


def test_locking_page_names_no_other_exit_codes() -> None:
    assert told() == set(SCENES)
