"""`snapshots export` and `import`: canonical lines, whose SHA-256 is the digest."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from bbprops_cli.commands.shared.options import Cron, DryRun
from bbprops_cli.commands.snapshot_changes import Name
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.output import console

LONGEST_LINE = 16 * 1024 * 1024
ToFile = Annotated[
    Path, typer.Argument(metavar="[FILE]", help="A file, compressed if it ends in .gz or .zst; - or none is stdout.")
]
FromFile = Annotated[Path, typer.Argument(metavar="FILE", help="What `snapshots export` wrote; - is stdin.")]


def export(snapshot: Name, file: ToFile = Path("-")) -> None:
    """Write a snapshot as canonical JSON lines: `sha256sum` of them is its digest."""
    from bbprops_cli.commands.locking import progress
    from bbprops_cli.commands.shared.exporting import sink
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.snapshots import digest as snapshot_digest
    from bbprops_cli.queries.snapshots import lock as snapshot_lock

    # One state of the database: an unlocked snapshot may be changed meanwhile.
    with reading(isolation="REPEATABLE READ") as db:
        (candidate,) = snapshot_lock.named(db, [snapshot])
        with sink(file) as out, progress("exporting") as seen:
            hashed, props = sha256(), -1
            for line in snapshot_digest.lines(db, candidate.id, seen):
                hashed.update(line)
                out.write(line)
                props += 1
    console.note(f"exported {candidate.name}: {props:,} props, digest {hashed.hexdigest()}")


def import_(
    file: FromFile,
    digest: Annotated[
        str, typer.Option("--sha256", metavar="DIGEST", help="The digest it must have.", show_default=False)
    ] = "",
    lock: Annotated[bool, typer.Option("--lock", help="Lock it when it has come; else it is unlocked.")] = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Bring an exported snapshot in, with its ids and times; the digest is the same on every database."""
    from bbprops_cli.db.connection.connect import application_name
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.db.schema import guards
    from bbprops_cli.invocation import current
    from bbprops_cli.providers.source import Source
    from bbprops_cli.queries.snapshots import importing as snapshot_arrival
    from bbprops_cli.queries.snapshots import lock as snapshot_lock
    from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS

    if digest and not re.fullmatch("[0-9a-f]{64}", digest.lower()):
        raise UsageError("--sha256 is no SHA-256.", hint="It has 64 hexadecimal digits.")
    unit = writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,))
    with raw_lines(Source(file)) as lines, unit as db:
        if lock:
            guards.require(db)
        found = snapshot_arrival.arrive(db, lines, expected=digest.lower())
        client = application_name(current().command)
        locked = lock and snapshot_lock.lock(db, found.candidate, wait=5, only_due=False, client=client)
    done = " and ".join([*(["imported"] * found.is_new), *(["locked"] * bool(locked))])
    would, what = "would have " if dry_run else "", f"{found.props:,} props, digest {found.sha256}"
    name = found.candidate.name
    said = f"{would}{done} {name}: {what}" if done else f"nothing to do: {name} is there already: {what}"
    console.report(said, changed=bool(done) and not dry_run)


@contextmanager
def raw_lines(source: Any) -> Iterator[Iterator[bytes]]:
    """The lines of a file as bytes; raises InvalidInput for one that no snapshot has."""
    with source.raw() as stream:
        yield _lines(stream, source.label)


def _lines(stream: IO[bytes], label: str) -> Iterator[bytes]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise InvalidInput(f"{label} has a line of more than {LONGEST_LINE >> 20} MB.")
        yield line
