"""Who may do what, as OpenAPI tells it."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from callcast.desk.access import secret
from callcast.desk.access.audit import Entry
from callcast.desk.access.device import Device
from callcast.desk.access.pairing import LASTS, Pairing, shown_code
from callcast.desk.access.people import Change
from callcast.desk.access.person import Person
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token
from callcast.desk.access.who import Kind, Who
from callcast.desk.queueing.times import rfc3339

_SHAPE = ConfigDict(extra="forbid", frozen=True)
_PASSWORD = Field(max_length=1_000, description="From 8 to 200 characters.")
_NAME = Field(max_length=1_000, description="From 1 to 64 characters.", examples=["anna"])


class SignInBody(BaseModel):
    """Somebody signs in."""

    model_config = _SHAPE

    name: str = _NAME
    password: str = Field(max_length=1_000)


class SessionView(BaseModel):
    """Who one is; `csrf` is for the header X-CSRF-Token, where one is known by a cookie."""

    kind: Kind
    id: str
    name: str
    role: Role | None
    scopes: list[Scope]
    counters: list[str] | None = Field(description="Those that one may use; null: all.")
    target: str = Field(description="What a device is for.")
    csrf: str | None = None

    @classmethod
    def of(cls, who: Who, by_cookie: str | None) -> "SessionView":
        """`by_cookie` is the secret in the cookie by which they are known."""
        return cls(
            kind=who.kind,
            id=who.id,
            name=who.name,
            role=who.role,
            scopes=sorted(who.scopes),
            counters=None if who.counters is None else list(who.counters),
            target=who.target,
            csrf=secret.csrf_of(by_cookie) if by_cookie else None,
        )


class OwnPasswordBody(BaseModel):
    """Another password, by who knows the one of now."""

    model_config = _SHAPE

    old: str = Field(max_length=1_000)
    new: str = _PASSWORD


class OpenSession(BaseModel):
    """One of one's own."""

    id: str
    created_at: str
    used_at: str
    address: str
    current: bool


class SessionList(BaseModel):
    """The one used last at the end."""

    items: list[OpenSession]

    @classmethod
    def of(cls, sessions: Iterable[Session], current: str | None) -> "SessionList":
        """`current` is the secret of this one."""
        now = secret.digest(current or "")
        items = [
            OpenSession(
                id=one.id,
                created_at=rfc3339(one.created_at) or "",
                used_at=rfc3339(one.used_at) or "",
                address=one.address,
                current=one.digest == now,
            )
            for one in sessions
        ]
        return cls(items=items)


class NewPerson(BaseModel):
    """Somebody who may sign in from now on."""

    model_config = _SHAPE

    name: str = _NAME
    password: str = _PASSWORD
    role: Role
    counters: list[str] | None = Field(None, description="Ids of those that they may use; null: all.")


class PersonChange(BaseModel):
    """What is to be different; what is left out stays. `counters` null: all."""

    model_config = _SHAPE

    version: int | None = Field(None, description="Of the person as you know them; 409 when it is another by now.")
    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    counters: list[str] | None = None

    def change(self) -> Change:
        """For the use case."""
        counters = None if self.counters is None else tuple(self.counters)
        anywhere = "counters" in self.model_fields_set and self.counters is None
        return Change(self.name, self.role, self.disabled, counters, anywhere)


class PasswordBody(BaseModel):
    """Another password for somebody."""

    model_config = _SHAPE

    password: str = _PASSWORD


class PersonView(BaseModel):
    """Somebody."""

    id: str
    name: str
    role: Role
    disabled: bool
    counters: list[str] | None
    version: int
    created_at: str

    @classmethod
    def of(cls, person: Person) -> "PersonView":
        """Without the password's hash."""
        return cls(
            id=person.id,
            name=person.name,
            role=person.role,
            disabled=person.disabled,
            counters=None if person.counters is None else list(person.counters),
            version=person.version,
            created_at=rfc3339(person.created_at) or "",
        )


class PersonList(BaseModel):
    """In the order of being made."""

    items: list[PersonView]


class NewToken(BaseModel):
    """A token for a program."""

    model_config = _SHAPE

    name: str = Field(max_length=1_000, description="What it is for.", examples=["hospital information system"])
    scopes: list[Scope] = Field(max_length=100)
    days: int | None = Field(None, description="How long it is good for; null: until it is removed.")


class TokenView(BaseModel):
    """A token; `token` itself only in the answer to its making."""

    id: str
    name: str
    scopes: list[Scope]
    maker: str
    created_at: str
    used_at: str | None
    expires_at: str | None
    token: str | None = None

    @classmethod
    def of(cls, token: Token, made: str | None = None) -> "TokenView":
        """`made` is its secret."""
        return cls(
            id=token.id,
            name=token.name,
            scopes=sorted(token.scopes),
            maker=token.maker,
            created_at=rfc3339(token.created_at) or "",
            used_at=rfc3339(token.used_at),
            expires_at=rfc3339(token.expires_at),
            token=made,
        )


class TokenList(BaseModel):
    """In the order of being made."""

    items: list[TokenView]


class PairingView(BaseModel):
    """What a screen shows, and asks with; good for `expires_in` seconds."""

    code: str = Field(examples=["K7P-4QX"])
    secret: str
    expires_in: int

    @classmethod
    def of(cls, pairing: Pairing, made: str) -> "PairingView":
        """`made` is its secret."""
        return cls(code=shown_code(pairing.code), secret=made, expires_in=int(LASTS))


class AskBody(BaseModel):
    """A screen asks whether it was paired; with `cookie` the token is put into one, for a browser."""

    model_config = _SHAPE

    secret: str = Field(max_length=1_000)
    cookie: bool = False


class PairedView(BaseModel):
    """`token` is told once."""

    paired: bool
    token: str | None = None


class NewDevice(BaseModel):
    """The screen that shows `code` is to be a device."""

    model_config = _SHAPE

    code: str = Field(max_length=1_000, examples=["K7P-4QX"])
    role: Role
    name: str = Field(max_length=1_000, examples=["大廳看板"])
    target: str = Field("", max_length=1_000, description="What it is for.", examples=["hall"])


class DeviceView(BaseModel):
    """A device."""

    id: str
    name: str
    role: Role
    target: str
    maker: str
    created_at: str
    used_at: str | None

    @classmethod
    def of(cls, device: Device) -> "DeviceView":
        """Without its secret's hash."""
        return cls(
            id=device.id,
            name=device.name,
            role=device.role,
            target=device.target,
            maker=device.maker,
            created_at=rfc3339(device.created_at) or "",
            used_at=rfc3339(device.used_at),
        )


class DeviceList(BaseModel):
    """In the order of being made."""

    items: list[DeviceView]


class EntryView(BaseModel):
    """What somebody did; `status` is HTTP's, `on` the ids in its path."""

    number: int
    at: str
    who: str
    did: str
    on: str
    address: str
    status: int

    @classmethod
    def of(cls, entry: Entry) -> "EntryView":
        """As it is kept."""
        return cls(**{**vars(entry), "at": rfc3339(entry.at)})


class AuditPage(BaseModel):
    """The newest first; `next` is the `before` of the page behind this one, null at the end."""

    items: list[EntryView]
    next: int | None
