"""Sparklines: a value over time in one line of text, for a terminal."""

from collections.abc import Sequence
from datetime import datetime

from bbprops_cli.output import console
from bbprops_cli.output.safe import escape, stdout_is_unicode

WIDTH = 32
BLOCKS = "▁▂▃▄▅▆▇█"
ASCII = "_.-~=+*#"


def show(charts: Sequence[tuple[str, Sequence[tuple[datetime, float]]]]) -> None:
    """Write one chart per label, each on its own line; a label with a single point is left out."""
    steps, arrow = (BLOCKS, "→") if stdout_is_unicode() else (ASCII, "->")
    named = [(escape(label), points) for label, points in charts if len(points) > 1]
    wide = max((len(label) for label, _ in named), default=0)
    for label, points in named:
        first, last = points[0][1], points[-1][1]
        moved = f" ({last - first:+g})" if last != first else ""
        console.out.write(f"{label:{wide}}  {sparkline(points, steps)}  {first:g} {arrow} {last:g}{moved}\n")


def sparkline(points: Sequence[tuple[datetime, float]], steps: str = BLOCKS, width: int = WIDTH) -> str:
    """Draw each value as a height that lasts until the next point; `width` columns divide the time evenly.

    `steps` are the characters from the lowest to the highest. Points without any time between them get a column each.
    """
    low, high = min(value for _, value in points), max(value for _, value in points)
    heights = [(len(steps) - 1) * (value - low) / (high - low) if high > low else 0 for _, value in points]
    start, length = points[0][0], points[-1][0] - points[0][0]
    if not length:
        return "".join(steps[round(height)] for height in heights)
    bars, place = [], 0
    for column in range(width):
        time = start + length * column / (width - 1)
        while place + 1 < len(points) and points[place + 1][0] <= time:
            place += 1
        bars.append(steps[round(heights[place])])
    return "".join(bars)
