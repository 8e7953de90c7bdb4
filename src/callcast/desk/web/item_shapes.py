"""Items and the menu, as OpenAPI tells them."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, Field

from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.web.hall_shapes import BODY, Id, Several, Text
from callcast.desk.web.line_shapes import Names, Version

Price = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]


class ChoiceBody(BaseModel):
    """One of the choices of an option."""

    model_config = BODY

    id: Id = Field(examples=["firm"])
    name: Text = Field(examples=["硬"])
    names: Names = {}
    price: Price = Field(0, description="What it adds, in the smallest unit of the currency.")
    sold_out: bool = False

    @classmethod
    def of(cls, choice: Choice) -> "ChoiceBody":
        """As it stands."""
        return cls(**{**vars(choice), "names": dict(choice.names)})


class OptionBody(BaseModel):
    """Of its choices a customer takes at least `least` and at most `most`."""

    model_config = BODY

    id: Id = Field(examples=["noodles"])
    name: Text = Field(examples=["麵的硬度"])
    choices: list[ChoiceBody] = Field(max_length=Several)
    names: Names = {}
    least: int = Field(0, ge=0, le=100)
    most: int = Field(1, ge=0, le=100)

    @classmethod
    def of(cls, option: Option) -> "OptionBody":
        """As it stands."""
        choices = [ChoiceBody.of(one) for one in option.choices]
        return cls(**{**vars(option), "choices": choices, "names": dict(option.names)})

    def option(self) -> Option:
        """For the rules."""
        choices = tuple(
            Choice(one.id, one.name, tuple(one.names.items()), one.price, one.sold_out) for one in self.choices
        )
        return Option(self.id, self.name, choices, tuple(self.names.items()), self.least, self.most)


class ItemSetup(BaseModel):
    """What can be ordered. What is read can be put back."""

    model_config = BODY

    id: Id = Field("", description="As in the address; may be left out.")
    line: Id = Field(description="Where it is ordered.", examples=["ramen"])
    name: Text = Field(examples=["豚骨拉麵"])
    category: Text = Field("", examples=["拉麵"])
    names: Names = {}
    price: Price | None = Field(None, description="In the smallest unit of the currency.")
    options: list[OptionBody] = Field([], max_length=Several)
    sold_out: bool = False
    version: Version = 0

    @classmethod
    def of(cls, item: Item) -> "ItemSetup":
        """As it stands."""
        options = [OptionBody.of(one) for one in item.options]
        return cls(**{**vars(item), "options": options, "names": dict(item.names)})

    def item(self, id: str, version: int) -> Item:  # noqa: A002 - the field's name
        """For the rules."""
        return Item(
            id,
            self.line,
            self.name,
            self.category,
            tuple(self.names.items()),
            self.price,
            tuple(one.option() for one in self.options),
            self.sold_out,
            version,
        )


class ItemList(BaseModel):
    """All of them."""

    items: list[ItemSetup]


class CategoryView(BaseModel):
    """A part of a menu."""

    name: str
    items: list[ItemSetup]


class MenuView(BaseModel):
    """What can be ordered, by category, in the order in which it was set up."""

    currency: str = Field(description="As in ISO 4217.", examples=["TWD"])
    categories: list[CategoryView]

    @classmethod
    def of(cls, items: Iterable[Item], currency: str) -> "MenuView":
        """As it stands."""
        found: dict[str, list[ItemSetup]] = {}
        for item in items:
            found.setdefault(item.category, []).append(ItemSetup.of(item))
        return cls(currency=currency, categories=[CategoryView(name=name, items=of) for name, of in found.items()])


class SoldOutBody(BaseModel):
    """Whether there is none left."""

    model_config = BODY

    sold_out: bool = True
    choice: Id | None = Field(None, description="Only this choice of its options; the item when left out.")
