"""What can be ordered, and what is sold out."""

from fastapi import APIRouter
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.orders.found import item_of
from callcast.desk.queueing.orders.stock import sell_out
from callcast.desk.queueing.tickets.found import line_of
from callcast.desk.web.acting import Act
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.item_shapes import ItemSetup, MenuView, SoldOutBody
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["orders"])
    looking = Looking(services)

    @router.get("/api/menu", dependencies=[needs(Scope.SITE_READ)], response_model=MenuView, responses=problems(*READ))
    async def get_menu(line: str | None = None) -> Response:
        """What can be ordered, at one line or everywhere, by category."""
        floor = looking.floor
        at = None if line is None else line_of(floor, line).id
        items = [item for item in floor.items.values() if at in (None, item.line)]
        return json_of(MenuView.of(items, floor.site.currency))

    @router.post(
        "/api/items/{id}/sold-out",
        dependencies=[needs(Scope.ORDERS_ACT)],
        response_model=ItemSetup,
        responses=problems(*WRITE),
    )
    async def mark_sold_out(id: str, body: SoldOutBody, act: Act) -> Response:  # noqa: A002 - the field's name
        """There is none left of an item, or of a choice; or there is again. Orders that were taken before stay."""

        def checked(floor: Floor, moment: Moment) -> Change:
            act.check(item_of(floor, id).version)
            return sell_out(floor, moment, id, body.sold_out, body.choice)

        await looking.hall.book.do(checked, act.who, act.key)
        item = item_of(looking.floor, id)
        return tagged(ItemSetup.of(item), item.version)

    return router
