"""Line charts over weeks as SVG, drawn by matplotlib (the extra `plot`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from bbprops_cli.errors import MissingExtra
from bbprops_cli.output.safe import escape

Lines = Sequence[tuple[str, Sequence[tuple[datetime, float]]]]


def draw(lines: Lines, labels: Mapping[datetime, str], title: str, out: BinaryIO) -> None:
    """Draw one line per label as SVG; equal input gives equal bytes. Raises MissingExtra without matplotlib."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("A drawing", "matplotlib", "plot") from error
    with mpl.rc_context({"svg.hashsalt": "bbprops", "svg.fonttype": "none", "text.parse_math": False}):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes: Any = figure.subplots()
        for label, points in lines:
            times, values = [time for time, _ in points], [value for _, value in points]
            axes.plot(times, values, marker="o", label=escape(label))
        axes.set_xticks(list(labels), list(labels.values()), rotation=45, ha="right")
        axes.set_ylabel(escape(title))
        axes.grid(alpha=0.3)
        if len(lines) > 1:
            axes.legend()
        figure.savefig(out, format="svg", metadata={"Date": None})
