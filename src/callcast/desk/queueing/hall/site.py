"""The place where all this happens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """`zone` is its time zone, as in the IANA's database; `lang` what its people speak; `currency` as in ISO 4217."""

    name: str = ""
    zone: str = "UTC"
    lang: str = "zh-TW"
    currency: str = "TWD"
    version: int = 0
