"""How `snapshots tag add` and `snapshots tag rm` report the tags of a snapshot."""

from typing import TYPE_CHECKING

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.snapshots.outcome import tags_assignment

if TYPE_CHECKING:
    from bbprops_cli.queries.snapshots.changes import Tagged


def report(done: "Tagged", write: Write) -> None:
    """Say which tags the snapshot has now."""
    tags = ", ".join(done.tags)
    if done.changed:
        write.report("update", f"{done.name}: {tags_assignment(done.tags)}")
    else:
        write.unchanged(f"{done.name} has {f'the tags {tags}' if tags else 'no tags'}")
