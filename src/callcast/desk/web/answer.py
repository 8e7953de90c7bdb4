"""Answers, as routes give them."""

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.responses import Response


def json_of(view: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`view` as JSON; it has been checked by its own making."""
    return Response(view.model_dump_json(), status, media_type="application/json", headers=headers)


def tagged(view: BaseModel, version: int, status: int = 200) -> Response:
    """With the version as its `ETag`, which `If-Match` takes."""
    return json_of(view, status, {"ETag": f'"{version}"'})
