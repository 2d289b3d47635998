"""Differences between runs and a baseline run."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bbprops_cli.rules.experiments import metrics as metrics_
from bbprops_cli.rules.experiments.metrics import Better

DELTA_DIGITS = 10  # decimal places


class ComparedRun(NamedTuple):
    """One run: its label, its settings and its metrics."""

    label: str
    settings: Mapping[str, Any]
    metrics: Mapping[str, Any]


class RunDifference(NamedTuple):
    """One setting or metric of a run beside the value of the baseline."""

    what: str
    run: str
    value: object
    baseline: object
    delta: float | None
    verdict: str  # better, worse, same, or empty if neither direction is better


def compared(baseline: ComparedRun, others: Sequence[ComparedRun], *, everything: bool) -> Iterator[RunDifference]:
    """Settings, then metrics, that differ from the baseline; all of them with `everything`."""
    for part, good in ((_settings, False), (_metrics, True)):
        theirs = [part(run) for run in (baseline, *others)]
        names = dict.fromkeys(name for values in theirs for name in values)
        for what in sorted(names) if good else names:
            base = theirs[0].get(what)
            way: Better = metrics_.known(what, baseline.metrics).good if good else ""
            for run, values in zip(others, theirs[1:], strict=True):
                if everything or values.get(what) != base:
                    yield _difference(what, run, values.get(what), base, way)


def _settings(run: ComparedRun) -> dict[str, Any]:
    return dict(run.settings)


def _metrics(run: ComparedRun) -> dict[str, Any]:
    return {f"metrics.{path}": value for path, value in metrics_.flat(run.metrics)}


def _difference(what: str, run: ComparedRun, value: object, base: object, good: Better) -> RunDifference:
    if not (metrics_.is_number(value) and metrics_.is_number(base)):
        return RunDifference(what, run.label, value, base, None, "same" if value == base else "")
    gain = metrics_.rank(good, value) - metrics_.rank(good, base)
    verdict = "same" if value == base else "" if not good else "better" if gain > 0 else "worse" if gain else "same"
    return RunDifference(what, run.label, value, base, round(value - base, DELTA_DIGITS), verdict)
