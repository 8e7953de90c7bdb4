"""Whether a site can be as it is written."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.texts import check_lang, check_text
from callcast.desk.queueing.words import quoted
from callcast.nearest import nearest

_CURRENCY = re.compile(r"[A-Z]{3}")


def check_site(site: Site) -> None:
    """`Wrong` for the first field that cannot be."""
    check_text(site.name, "name")
    check_zone(site.zone, "zone")
    check_lang(site.lang, "lang")
    if not _CURRENCY.fullmatch(site.currency):
        raise Wrong("currency-malformed", "currency", currency=quoted(site.currency))


def check_zone(zone: str, field: str) -> None:
    """There is such a time zone on this machine; `Wrong`."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, like "Asia", is an OSError
        near = nearest(zone, available_timezones()) or "Asia/Taipei"
        raise Wrong("zone-unknown", field, zone=quoted(zone), near=near) from None
