"""Measure what is asked for, print one table, and end with 1 when a budget is missed."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import api, cache, lists, snapshots, startup, transfers
from benchmarks.measure import ROUNDS, Pair, table

PARTS: dict[str, Callable[[int, list[int], Path], Iterator[Pair]]] = {
    "startup": startup.run,
    "lists": lists.run,
    "transfers": transfers.run,
    "snapshots": snapshots.run,
    "cache": cache.run,
    "api": api.run,
}


def main() -> int:
    """The exit code."""
    options = _options()
    if os.getloadavg()[0] > 1:
        print("Other work is going on: a floor that mostly waits, such as psql, suffers less from it than we do.")
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bbprops-bench-")))
        if options.data:
            folder.mkdir(parents=True, exist_ok=True)
        else:
            folder.chmod(0o755)  # root's server runs as another user
        pairs = []
        for pair in _measure(options, folder.resolve()):
            pairs.append(pair)  # one by one: a failure later on does not take what is known with it
            print(f"{pair.name}: {pair.ratio:.2f}", file=sys.stderr, flush=True)
    print(table(pairs))
    return int(any(pair.missed for pair in pairs))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"what to measure, of {', '.join(PARTS)}; all without")
    parser.add_argument(
        "--props", nargs="+", type=int, default=[1_000_000], metavar="N", help="sizes of the databases, smallest first"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the databases here for the next time")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"runs of each side, {ROUNDS} without")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; known are {', '.join(PARTS)}")
    if options.rounds < 5:
        parser.error("--rounds: a median of fewer than 5 runs says little")
    return options


def _measure(options: argparse.Namespace, folder: Path) -> Iterator[Pair]:
    for name, run in PARTS.items():
        if name in (options.parts or PARTS):
            yield from run(options.rounds, options.props, folder)


if __name__ == "__main__":
    sys.exit(main())
