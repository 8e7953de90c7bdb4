"""Who goes before whom, other things being equal."""

from enum import Enum


class Precedence(str, Enum):
    """What a ticket is given when it is issued."""

    NORMAL = "normal"
    ELDER = "elder"
    APPOINTMENT = "appointment"
    VIP = "vip"
