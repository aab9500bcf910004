"""Where the bars and lines of small server-drawn charts go, in SVG user units, to a tenth."""

from collections.abc import Sequence
from dataclasses import dataclass

BAR_SLOT = 40
BAR_WIDTH = 26
BAR_HEIGHT_MIN = 1.5
SPARK_WIDTH = 120
SPARK_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the label and value it stands for."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing `width` by `height` with its zero line."""

    width: float
    height: float
    zero: float
    bars: Sequence[Bar]


def draw_bars(points: Sequence[tuple[str, int]], height: float) -> Bars:
    """Bars on a common zero line that is part of the drawing; values below zero hang from it."""
    values = [value for _, value in points]
    top, bottom = max([0, *values]), min([0, *values])
    scale = height / ((top - bottom) or 1)
    zero = round(top * scale, 1)
    bars = [_bar(index, label, value, zero, scale) for index, (label, value) in enumerate(points)]
    return Bars(width=BAR_SLOT * max(len(points), 1), height=height, zero=zero, bars=bars)


def _bar(index: int, label: str, value: int, zero: float, scale: float) -> Bar:
    height = max(abs(value) * scale, BAR_HEIGHT_MIN if value else 0)
    y = zero - height if value > 0 else zero
    x = index * BAR_SLOT + (BAR_SLOT - BAR_WIDTH) / 2
    return Bar(label, value, round(x, 1), round(y, 1), BAR_WIDTH, round(height, 1))


def draw_spark(values: Sequence[int]) -> str:
    """The `points` of a polyline through `values` in a box of `SPARK_WIDTH` by `SPARK_HEIGHT`."""
    low, high = min(values, default=0), max(values, default=0)
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    scale = (SPARK_HEIGHT - 4) / ((high - low) or 1)
    places = (
        f"{index * step:.1f},{SPARK_HEIGHT - 2 - (value - low) * scale:.1f}"
        for index, value in enumerate(values)
    )
    return " ".join(places)
