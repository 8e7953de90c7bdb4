"""Days by the clocks of a place, also where those are put forward and back."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callcast.desk.queueing.hall.line import Opening
from callcast.desk.queueing.tickets.day import day, is_open

BERLIN, NEW_YORK, TAIPEI, LORD_HOWE = "Europe/Berlin", "America/New_York", "Asia/Taipei", "Australia/Lord_Howe"
HAVANA, APIA = "America/Havana", "Pacific/Apia"
ZONES = (BERLIN, NEW_YORK, TAIPEI, LORD_HOWE, HAVANA, APIA, "America/Sao_Paulo", "Africa/Casablanca", "UTC")


def _utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("zone", "reset", "utc", "expected"),
    [
        (TAIPEI, "04:00", "2026-11-23 19:59:59", "2026-11-23"),
        (TAIPEI, "04:00", "2026-11-23 20:00:00", "2026-11-24"),
        (TAIPEI, "00:00", "2026-11-23 15:59:59", "2026-11-23"),
        (TAIPEI, "00:00", "2026-11-23 16:00:00", "2026-11-24"),
        # 02:30 comes twice, at 00:30 and at 01:30 UTC: the day begins the first time, and does not go back.
        (BERLIN, "02:30", "2026-10-25 00:29:59", "2026-10-24"),
        (BERLIN, "02:30", "2026-10-25 00:30:00", "2026-10-25"),
        (BERLIN, "02:30", "2026-10-25 01:00:00", "2026-10-25"),  # 02:00 again
        (BERLIN, "02:30", "2026-10-25 01:30:00", "2026-10-25"),
        # 02:30 does not come: clocks go from 02:00 to 03:00 at 01:00 UTC.
        (BERLIN, "02:30", "2026-03-29 00:59:59", "2026-03-28"),
        (BERLIN, "02:30", "2026-03-29 01:00:00", "2026-03-29"),
        (BERLIN, "02:00", "2026-03-29 01:00:00", "2026-03-29"),
        (BERLIN, "02:59:59", "2026-03-29 01:00:00", "2026-03-29"),
        (BERLIN, "03:00", "2026-03-29 01:00:00", "2026-03-29"),
        (NEW_YORK, "01:30", "2026-11-01 05:29:59", "2026-10-31"),
        (NEW_YORK, "01:30", "2026-11-01 05:30:00", "2026-11-01"),
        (NEW_YORK, "01:30", "2026-11-01 06:10:00", "2026-11-01"),  # 01:10 again
        (NEW_YORK, "02:15", "2026-03-08 06:59:59", "2026-03-07"),
        (NEW_YORK, "02:15", "2026-03-08 07:00:00", "2026-03-08"),
        # Half an hour: 01:30 to 02:00 comes twice, 02:00 to 02:30 does not come.
        (LORD_HOWE, "01:45", "2026-04-04 14:44:59", "2026-04-04"),
        (LORD_HOWE, "01:45", "2026-04-04 14:45:00", "2026-04-05"),
        (LORD_HOWE, "01:45", "2026-04-04 15:05:00", "2026-04-05"),  # 01:35 again
        (LORD_HOWE, "02:10", "2026-10-03 15:29:59", "2026-10-03"),
        (LORD_HOWE, "02:10", "2026-10-03 15:30:00", "2026-10-04"),
        # Midnight comes twice, and once a whole day is left out.
        (HAVANA, "00:00", "2026-11-01 03:59:59", "2026-10-31"),
        (HAVANA, "00:00", "2026-11-01 04:00:00", "2026-11-01"),
        (HAVANA, "00:00", "2026-11-01 05:00:00", "2026-11-01"),
        (APIA, "00:00", "2011-12-30 09:59:59", "2011-12-29"),
        (APIA, "00:00", "2011-12-30 10:00:00", "2011-12-31"),
    ],
)
def test_a_day_begins_when_its_reset_is_first_shown(zone: str, reset: str, utc: str, expected: str) -> None:
    assert day(time.fromisoformat(reset), zone, _utc(utc)) == expected


@given(
    reset=st.times(),
    zone=st.sampled_from(ZONES),
    at=st.floats(_utc("2010-01-01"), _utc("2036-01-01")),
    later=st.floats(0, 200_000),
)
@example(time(2, 30), BERLIN, _utc("2026-10-25 00:40:00"), 1800.0)
@example(time(0, 30), APIA, _utc("2011-12-30 09:00:00"), 7200.0)
def test_days_never_go_back_and_are_the_date_or_the_one_before(reset: time, zone: str, at: float, later: float) -> None:
    today = day(reset, zone, at)
    assert today <= day(reset, zone, at + later)
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    shown = [local.date() - timedelta(days=1), local.date(), local.date() + timedelta(days=1)]
    assert date.fromisoformat(today) in shown
    if local.time() >= reset:
        assert date.fromisoformat(today) >= local.date()


WEEK = (
    Opening(1, time(9), time(12)),
    Opening(1, time(13, 30), time(17)),
    Opening(6, time(20), time(0)),
)  # Tuesday, Sunday


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-24 08:59:59", False),
        ("2026-11-24 09:00:00", True),
        ("2026-11-24 11:59:59", True),
        ("2026-11-24 12:00:00", False),
        ("2026-11-24 13:30:00", True),
        ("2026-11-24 17:00:00", False),
        ("2026-11-25 10:00:00", False),
        ("2026-11-29 19:59:00", False),
        ("2026-11-29 23:59:59", True),
        ("2026-11-30 00:00:00", False),
    ],
)
def test_a_line_is_open_in_its_hours_by_the_clocks_of_the_place(local: str, expected: bool) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(TAIPEI)).timestamp()
    assert is_open(WEEK, TAIPEI, at) is expected


def test_without_hours_it_is_always_open() -> None:
    assert is_open((), TAIPEI, 0.0)
