"""`snapshots export`."""

from bbprops_cli.commands.shared.options import STDOUT, TargetFile
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot


@spread
def export(
    snapshot: OneSnapshot,
    file: TargetFile = STDOUT,
) -> None:
    """Write a snapshot as JSON lines whose SHA-256 is its digest.

    The lines are canonical JSON (RFC 8785).
    A file that ends in .gz or .zst is compressed.

    Examples:
      bbprops snapshots export nfl-week-5-2025 week-5.jsonl.gz  # compressed, for `snapshots import`
      bbprops snapshots export nfl-week-5-2025 | sha256sum  # the digest, without bbprops
    """
    from bbprops_cli.commands.shared import exporting, progress
    from bbprops_cli.output import console
    from bbprops_cli.tasks.snapshots.export import export_to

    with exporting.sink(file) as out, progress.counting("exporting") as seen:
        done = export_to(snapshot, out, seen)
    console.note(f"exported {done.name}: {done.props:,} props, digest {done.sha256}")
