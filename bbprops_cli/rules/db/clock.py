"""Whether clocks can be trusted to say which rows are old enough to be deleted."""

from datetime import datetime, timedelta

from bbprops_cli.errors import Conflict

TOLERATED = timedelta(seconds=60)


def skew(server: datetime, machine: datetime) -> timedelta:
    """How far two clocks are apart, if it is more than TOLERATED; else zero."""
    apart = abs(server - machine)
    return apart if apart > TOLERATED else timedelta()


def require_agreement(server: datetime, machine: datetime) -> None:
    """Raise Conflict if the clocks of the database server and of this machine are more than TOLERATED apart."""
    if skew(server, machine):
        raise Conflict(
            f"{difference(server, machine)}; nothing was changed",
            hint="Set the clock that is wrong, and run the command again.",
        )


def require_not_before(newest: datetime | None, machine: datetime) -> None:
    """Raise Conflict if the clock of this machine is before the last change of the rows that it is compared with."""
    if newest and newest - machine > TOLERATED:
        raise Conflict(
            f"the clock of this machine says {_shown(machine)}, but a row was changed at {_shown(newest)};"
            " nothing was changed",
            hint="Set the clock of this machine, and run the command again.",
        )


def difference(server: datetime, machine: datetime) -> str:
    """What two clocks say, in words."""
    return (
        f"the clocks are {_seconds(abs(server - machine))} apart: the database server says {_shown(server)}, this"
        f" machine {_shown(machine)}"
    )


def _shown(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():,.0f} seconds"
