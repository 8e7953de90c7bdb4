"""Listening, and ceasing to."""

import asyncio
import socket
import time

import httpx
import pytest
from fastapi import FastAPI

from callcast.address import Address
from callcast.desk.web.errors import AddressUnusable
from callcast.desk.web.server import WebServer
from callcast.desk.web.settings import WebSettings
from callcast.errors import PortTaken


def nothing() -> None:
    pass


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=r"choose another port with web\.listen"):
            WebServer(FastAPI(), Address("127.0.0.1", port), nothing)


def test_an_address_that_is_not_ours() -> None:
    for host in ("192.0.2.1", "no.such.host.invalid"):
        with pytest.raises(AddressUnusable, match="choose an address of this machine"):
            WebServer(FastAPI(), Address(host, 0), nothing)


def test_it_ends_what_waits_and_frees_its_port() -> None:
    async def live() -> None:
        app, entered, leave = FastAPI(), asyncio.Event(), asyncio.Event()

        @app.get("/")
        async def wait() -> str:
            entered.set()
            await leave.wait()
            return "done"

        server = WebServer(app, Address("127.0.0.1", 0), leave.set)
        port = server.address.port
        running = asyncio.create_task(server.run())
        async with httpx.AsyncClient(trust_env=False) as http:
            asked = asyncio.create_task(http.get(f"http://{server.address}/"))
            await asyncio.wait_for(entered.wait(), 10)
            started = time.monotonic()
            running.cancel()
            assert (await asked).json() == "done"
        await asyncio.gather(running, return_exceptions=True)
        assert time.monotonic() - started < 2
        socket.create_server(("127.0.0.1", port)).close()

    asyncio.run(live())


def test_settings_take_an_address_only() -> None:
    assert WebSettings().listen == "127.0.0.1:8080"
    with pytest.raises(ValueError, match="has no port"):
        WebSettings(listen="localhost")
