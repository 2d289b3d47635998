"""How far a command has come, on a terminal's stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bbprops_cli.output import console

SHOWN_EVERY = 100  # rows


@contextmanager
def reading(size: int) -> Iterator[Callable[[int, int], None]]:
    """Show progress over `size` bytes; call what this yields with the number of rows and of bytes read so far."""
    started = time.monotonic()
    with console.progress() as progress:
        task = progress.add_task("reading", total=size, rate="")

        def seen(rows: int, position: int) -> None:
            if rows % SHOWN_EVERY == 0:
                rate = f"{rows / (time.monotonic() - started):,.0f} rows/s"
                progress.update(task, completed=position, rate=rate)

        yield seen


@contextmanager
def sizes(description: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show progress over bytes or parts; call what this yields with what is done and the whole (None: not known)."""
    with console.progress() as progress:
        task = progress.add_task(description, total=None, rate="")
        yield lambda done, total: progress.update(
            task, completed=done, total=total, rate="" if total else f"{done / 1e6:,.0f} MB"
        )


@contextmanager
def counting(description: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress over rows; call what this yields with the number of rows done and the number of all rows."""
    with console.progress() as progress:
        task = progress.add_task(description, total=None, rate="")
        yield lambda done, total: progress.update(task, completed=done, total=total)
