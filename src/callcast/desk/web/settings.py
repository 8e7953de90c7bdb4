"""`[web]` in the settings."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from callcast.address import Address


def _is_address(text: str) -> str:
    Address.parse(text)
    return text


class WebSettings(BaseModel):
    """Where the API listens, like `127.0.0.1:8080`: by default this machine only, since it asks for no password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: Annotated[str, AfterValidator(_is_address)] = "127.0.0.1:8080"
