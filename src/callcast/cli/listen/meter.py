"""A meter as a line of text."""

FLOOR = -60.0
"""dBFS at the left end of the bar."""
WIDTH = 40


def bar(rms: float, peak: float) -> str:
    """`|######    |   |  rms -20.1  peak -12.3 dBFS`; levels in dBFS, -inf for digital silence."""
    full, mark = _place(rms), _place(peak)
    cells = ["#" if place < full else " " for place in range(WIDTH)]
    if mark:
        cells[mark - 1] = "|"
    return f"[{''.join(cells)}]  rms {figure(rms)}  peak {figure(peak)} dBFS"


def figure(level: float) -> str:
    """Six characters wide."""
    return "  -inf" if level == float("-inf") else f"{level:6.1f}"


def _place(level: float) -> int:
    return round(min(max((level - FLOOR) / -FLOOR, 0.0), 1.0) * WIDTH)
