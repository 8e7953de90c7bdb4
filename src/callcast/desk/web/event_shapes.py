"""Events, as OpenAPI tells them; `told` makes them."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.told import KINDS

Kinds = Annotated[list[str], Field(max_length=len(KINDS))]


class EventView(BaseModel):
    """Something is not as it was. It is what a webhook gets, and the `data` of the stream."""

    number: int = Field(description="Grows by one.")
    kind: str = Field(description=f"One of {', '.join(KINDS)}.", examples=["ticket"])
    subject: str = Field(description="Its id.")
    at: str = Field(description="RFC 3339, UTC.")
    data: dict[str, Any] = Field(description='Its fields as they are now; {"removed": true} if it is gone.')


def check_kinds(kinds: list[str]) -> tuple[str, ...]:
    """Each once; `Wrong` for one that there is none of."""
    for kind in kinds:
        if kind not in KINDS:
            raise Wrong("wrong-kinds", "kinds", kind=kind[:40], known=", ".join(KINDS))
    return tuple(dict.fromkeys(kinds))
