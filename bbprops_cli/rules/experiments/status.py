"""Which way the status of an experiment may go."""

from bbprops_cli.errors import Conflict

# What has been completed is a result: a new run is a new experiment.
NEXT = {
    "draft": ("running", "completed", "failed"),
    "running": ("completed", "failed"),
    "failed": ("draft", "running"),
    "completed": (),
}


def require_step(before: str, after: str) -> None:
    """Raise Conflict for a step that makes no sense; staying where it is always does."""
    if after != before and after not in NEXT[before]:
        ways = " or ".join(NEXT[before])
        raise Conflict(
            f"What is {before} cannot become {after}.",
            hint=f"It can become {ways}." if ways else "Record another experiment instead.",
        )
