"""The page on which people record a voice, and its API."""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Body, Response

from callcast.desk.access.scope import Scope
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import problems
from callcast.desk.web.recording import Recordings, Wish
from callcast.desk.web.recording_shapes import NewPack, PackList, PackSummary, PackView, TakeView, UsedView


def routes(recordings: Recordings) -> APIRouter:
    """The page and its API."""
    router = APIRouter(dependencies=[needs(Scope.VOICES)])
    _add_packs(router, recordings)
    _add_takes(router, recordings)
    _add_page(router)
    return router


def _add_packs(router: APIRouter, recordings: Recordings) -> None:
    @router.get("/api/packs", response_model=PackList)
    async def list_packs() -> PackList:
        """Voices that are recorded here."""
        return PackList(items=[PackSummary.of(pack) for pack in await recordings.packs()])

    @router.post("/api/packs", status_code=201, response_model=PackView, responses=problems(400, 422))
    async def create_pack(body: NewPack) -> PackView:
        """Begin to record a voice: its prompts are what is to be read."""
        wish = Wish(body.language, tuple(body.kinds), body.places, body.letters)
        return PackView.of(await recordings.create(body.name, wish))

    @router.get("/api/packs/{name}", response_model=PackView, responses=problems(404))
    async def get_pack(name: str) -> PackView:
        """How far it is."""
        return PackView.of(await recordings.pack(name))

    @router.post("/api/packs/{name}/use", response_model=UsedView, responses=problems(404, 422))
    async def use_pack(name: str) -> UsedView:
        """Speak with it from now on."""
        pack = await recordings.pack(name)
        return UsedView(voice=await recordings.use(name), missing=len(pack.prompts) - pack.taken)


def _add_takes(router: APIRouter, recordings: Recordings) -> None:
    sounds = {"content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}}}

    @router.put("/api/packs/{name}/takes/{prompt}", response_model=TakeView, responses=problems(404, 413, 422))
    async def put_take(
        name: str, prompt: str, sound: Annotated[bytes, Body(media_type="application/octet-stream")]
    ) -> TakeView:
        """A recording of that prompt, of any kind: it is trimmed and levelled."""
        return TakeView(seconds=await recordings.take(name, prompt, sound))

    @router.get(
        "/api/packs/{name}/takes/{prompt}", response_class=Response, responses={200: sounds, **problems(404, 422)}
    )
    async def get_take(name: str, prompt: str) -> Response:
        """As it will be heard."""
        return Response(await recordings.sound(name, prompt), media_type="audio/wav")

    @router.delete("/api/packs/{name}/takes/{prompt}", status_code=204, responses=problems(404))
    async def drop_take(name: str, prompt: str) -> Response:
        """Forget it."""
        await recordings.drop(name, prompt)
        return Response(status_code=204)


_POLICY = "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'"
_TYPES = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript"}


def _add_page(router: APIRouter) -> None:
    pages = files("callcast.desk.web") / "pages"

    @router.get("/record", include_in_schema=False)
    async def page() -> Response:
        return _file("html")

    @router.get("/record/record.{kind}", include_in_schema=False)
    async def part(kind: str) -> Response:
        return _file(kind) if kind in _TYPES else Response(status_code=404)

    def _file(kind: str) -> Response:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return Response((pages / f"record.{kind}").read_bytes(), media_type=_TYPES[kind], headers=headers)
