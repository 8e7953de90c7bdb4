"""One question to the running instance."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from callcast.client.client import ApiClient

T = TypeVar("T")


def ask(client: "ApiClient", question: Callable[["ApiClient"], Awaitable[T]]) -> T:
    """The answer; the client is closed then."""

    import asyncio

    async def asked() -> T:
        async with client as api:
            return await question(api)

    return asyncio.run(asked())
