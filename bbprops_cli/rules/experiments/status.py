"""The allowed changes of an experiment's status."""

from bbprops_cli.errors import Conflict

# A completed experiment is a result and stays as it is; a new run is a new experiment.
NEXT = {
    "draft": ("running", "completed", "failed"),
    "running": ("completed", "failed"),
    "failed": ("draft", "running"),
    "completed": (),
}


def require_step(before: str, after: str) -> None:
    """Raise Conflict unless the status may change from `before` to `after`, or stays the same."""
    if after != before and after not in NEXT[before]:
        ways = " or ".join(NEXT[before])
        raise Conflict(
            f"an experiment that is {before} cannot become {after}.",
            hint=f"It can become {ways}." if ways else "Record another experiment instead.",
        )
