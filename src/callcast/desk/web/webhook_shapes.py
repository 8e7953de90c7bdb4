"""Webhooks, as OpenAPI tells them."""

from pydantic import BaseModel, Field

from callcast.desk.queueing.hooks.hook import Delivery, Hook, HookState
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.event_shapes import Kinds
from callcast.desk.web.hall_shapes import BODY


class WebhookBody(BaseModel):
    """Where to, and of what."""

    model_config = BODY

    url: str = Field(
        description="http or https; an address of your own network may be used.",
        examples=["http://192.168.1.20:9000/calls"],
        max_length=2_000,
    )
    kinds: Kinds = Field([], description="Of events; all when left out.", examples=[["ticket", "order"]])


class WebhookView(BaseModel):
    """A webhook."""

    id: str
    url: str
    kinds: list[str]
    state: HookState
    reason: str | None = Field(description="Why it was stopped, if it was; put it again to go on.")
    sent: int = Field(description="The number of the last event that it has, or did not want.")
    created_at: str
    secret: str | None = Field(None, description="By which its signatures are made; shown once, when it is made.")

    @classmethod
    def of(cls, hook: Hook, *, secret: bool = False) -> "WebhookView":
        """As it stands."""
        return cls(
            id=hook.id,
            url=hook.url,
            kinds=list(hook.kinds),
            state=hook.state,
            reason=hook.reason,
            sent=hook.sent,
            created_at=rfc3339(hook.created_at) or "",
            secret=hook.secret if secret else None,
        )


class WebhookList(BaseModel):
    """All of them."""

    items: list[WebhookView]


class AttemptView(BaseModel):
    """An attempt to deliver an event."""

    number: int
    event: int
    kind: str
    at: str
    attempt: int = Field(description="Of this event, from 1; from 1 again after a restart.")
    status: int | None = Field(description="Of HTTP; null if there was no answer.")
    reason: str | None
    seconds: float
    taken: bool = Field(description="Whether the receiver has it: it answered with 2xx.")

    @classmethod
    def of(cls, delivery: Delivery) -> "AttemptView":
        """As it was."""
        fields = {name: value for name, value in vars(delivery).items() if name != "hook"}
        return cls(**{**fields, "at": rfc3339(delivery.at)}, taken=delivery.taken)


class AttemptPage(BaseModel):
    """Newest first; `next` is the `before` of the next page."""

    items: list[AttemptView]
    next: int | None
