"""Where things are: the settings file, the data folder, the running instance."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from callcast.cli.errors import BadInput

if TYPE_CHECKING:
    from callcast.client.client import ApiClient
    from callcast.settings import Settings

FILE = "callcast.toml"
VARIABLE = "CALLCAST_TOKEN"
_META = "callcast.token"
_Function = TypeVar("_Function", bound=Callable[..., Any])

_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Settings file. Without: {FILE} here, else in your settings folder, else defaults.",
)
_data = click.option(
    "--data", type=click.Path(path_type=Path), metavar="DIR", help="Data folder. Without: your user data folder."
)
_url = click.option("--url", metavar="URL", help="The running instance. Without: where the settings say it listens.")


def _note_token(context: click.Context, _: click.Parameter, token: str | None) -> None:
    """For `client`: that it is there is no affair of the commands."""
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise BadInput("That is no token; give one as it was shown when it was made, like cct_ and 43 letters.")
    context.meta[_META] = token


_token = click.option(
    "--token",
    envvar=VARIABLE,
    metavar="TOKEN",
    expose_value=False,
    callback=_note_token,
    help=f"What to sign in with, also as {VARIABLE}. Without: this user's own, on this machine.",
)


def config_option(function: _Function) -> _Function:
    """`--config FILE`."""
    return _config(function)


def data_option(function: _Function) -> _Function:
    """`--data DIR`."""
    return _data(function)


def instance_options(function: _Function) -> _Function:
    """`--url URL --config FILE --data DIR --token TOKEN`: whom to talk to, with `client`."""
    return _url(_config(_data(_token(function))))


def config_path(given: Path | None) -> Path | None:
    """The settings file to read, made absolute; None when there is none and none was named."""
    if given is not None:
        return given.absolute()
    import platformdirs

    usual = (Path(FILE), platformdirs.user_config_path("callcast", appauthor=False) / FILE)
    return next((path.absolute() for path in usual if os.path.isfile(path)), None)  # noqa: PTH113 - False, too, where we may not look


def data_path(given: Path | None) -> Path:
    """The data folder, made absolute; it need not exist yet."""
    from callcast.runtime.parent import default_data

    return (given or default_data()).absolute()


def read_settings(config: Path | None) -> "Settings":
    """The settings of the file that `config` names or that is usual, and of the environment."""
    from callcast.settings import load

    return load(config_path(config), os.environ)


def listening_url(settings: "Settings") -> str:
    """Where the API of an instance with these settings is found from this machine."""
    from callcast.address import Address

    return f"http://{Address.parse(settings.web.listen).reachable}"


def channel_address(settings: "Settings", channel: str) -> str:
    """Where a channel of an instance with these settings is heard from this machine."""
    from callcast.address import Address

    return f"rtsp://{Address.parse(settings.rtsp.listen).reachable}/{channel}"


def instance_url(url: str | None, config: Path | None) -> str:
    """The address of the running instance's API."""
    if url is None:
        return listening_url(read_settings(config))
    if not url.lower().startswith(("http://", "https://")):
        raise BadInput(f'"{url}" is no address of an instance; write it like http://127.0.0.1:8080.')
    return url


def client(url: str | None, config: Path | None, data: Path | None, language: str | None = None) -> "ApiClient":
    """The running instance. It is asked by `--token`, or, on this machine, by the token in its data folder.

    To another machine that one is never told. `language` is that of its sentences.
    """
    from callcast.client.client import ApiClient

    address = instance_url(url, config)
    context = click.get_current_context(silent=True)
    if given := context and context.meta.get(_META):
        return ApiClient(address, lambda: str(given), language)
    return ApiClient(address, local_token(data) if url is None or _is_here(address) else None, language)


def language() -> str:
    """Of this terminal, as in LANG: `zh_TW.UTF-8` is zh-TW."""
    written = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    tag = written.partition(".")[0].partition("@")[0].replace("_", "-")
    return tag if tag.isascii() and tag.replace("-", "").isalnum() and tag not in ("C", "POSIX") else "en"


def local_token(data: Path | None) -> Callable[[], str | None]:
    """Reads the token that the desk with that data folder has left for programs of its user."""
    from callcast.runtime import local_token as file

    folder = data_path(data)
    return lambda: file.read(folder)


def _is_here(address: str) -> bool:
    from urllib.parse import urlsplit

    from callcast.address import is_loopback

    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False
