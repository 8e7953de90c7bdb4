"""How a site has its numbers read: `[speech.reading]`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Customs(BaseModel):
    """`[speech.reading]`.

    `zeros`: the leading zeros of a ticket are kept, dropped, or the digits read as one number: 零一二, 一二, 十二.
    `one`: how Mandarin says the digit 1 of a ticket or a telephone number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zeros: Literal["kept", "dropped", "number"] = "kept"
    one: Literal["一", "幺"] = "一"
