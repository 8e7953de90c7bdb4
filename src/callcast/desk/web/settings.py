"""`[web]` in the settings."""

from pydantic import BaseModel, ConfigDict

from callcast.address import AddressText


class WebSettings(BaseModel):
    """Where the API listens, like `127.0.0.1:8080`: by default this machine only, since it speaks no https.

    `hosts` are names by which a proxy on this machine is reached that does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: AddressText = "127.0.0.1:8080"
    hosts: tuple[str, ...] = ()
