"""A time on the command line."""

import math
from typing import Any

import click


class Seconds(click.FloatRange):
    """More than no time, and less than for ever."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuses `nan` and `inf` too, which are numbers to Python."""
        seconds = float(super().convert(value, param, ctx))
        if not math.isfinite(seconds):
            self.fail(f"{value} is no time; give seconds, such as 90.", param, ctx)
        return seconds
