"""Compare experiments with a baseline."""

from collections.abc import Sequence
from typing import NamedTuple

from bbprops_cli.errors import UsageError
from bbprops_cli.queries.experiments import differences, runs
from bbprops_cli.rules.experiments.comparison import RunDifference


class ComparedExperiments(NamedTuple):
    """Differences between runs and a baseline, and the caveats of every run by its label."""

    baseline: str
    differences: list[RunDifference]
    caveats: dict[str, str]

    def count(self, verdict: str) -> int:
        """The number of differences with this verdict."""
        return sum(each.verdict == verdict for each in self.differences)


def compare_experiments(references: Sequence[str], baseline: str, *, everything: bool) -> ComparedExperiments:
    """Compare runs with the baseline, which is the first of them if none is given.

    Raises UsageError for fewer than two runs, NotFound or Ambiguous for a reference.
    """
    from bbprops_cli.db.connection.reading import reading

    with reading() as db:
        found = runs.named(db, [*([baseline] if baseline else []), *references])
    if len(found) < 2:
        raise UsageError("only one experiment to compare", hint="name at least two, or pass --baseline EXPERIMENT")
    labels = differences.labels(found)
    caveats = {label: run.caveats for label, run in zip(labels, found, strict=True) if run.caveats}
    return ComparedExperiments(labels[0], differences.find(found, found[0], everything=everything), caveats)
