"""How runs differ from one of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbprops_cli.rules.experiments import metrics as metrics_
from bbprops_cli.rules.experiments.metrics import Good

DIGITS = 10


class Run(NamedTuple):
    """One run: what it is called, its settings and its metrics."""

    label: str
    settings: Mapping[str, Any]
    metrics: Mapping[str, Any]


class Difference(NamedTuple):
    """One value of one run beside that of the baseline."""

    what: str
    run: str
    value: Any
    baseline: Any
    delta: float | None
    verdict: str  # better, worse, same, or empty where nobody can tell


def compared(baseline: Run, others: Sequence[Run], *, everything: bool) -> Iterator[Difference]:
    """Setting by setting and metric by metric, what differs from the baseline; or everything."""
    for part, good in ((_settings, False), (_metrics, True)):
        theirs = [part(run) for run in (baseline, *others)]
        names = dict.fromkeys(name for values in theirs for name in values)
        for what in sorted(names) if good else names:
            base = theirs[0].get(what)
            way: Good = metrics_.known(what, baseline.metrics).good if good else ""
            for run, values in zip(others, theirs[1:], strict=True):
                if everything or values.get(what) != base:
                    yield _difference(what, run, values.get(what), base, way)


def _settings(run: Run) -> dict[str, Any]:
    return dict(run.settings)


def _metrics(run: Run) -> dict[str, Any]:
    return {f"metrics.{path}": value for path, value in metrics_.flat(run.metrics)}


def _difference(what: str, run: Run, value: Any, base: Any, good: Good) -> Difference:
    if not (metrics_.is_number(value) and metrics_.is_number(base)):
        return Difference(what, run.label, value, base, None, "same" if value == base else "")
    gain = metrics_.rank(good, value) - metrics_.rank(good, base)
    verdict = "same" if value == base else "" if not good else "better" if gain > 0 else "worse" if gain else "same"
    return Difference(what, run.label, value, base, round(value - base, DIGITS), verdict)
