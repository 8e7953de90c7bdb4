"""What a person sees before anyone hears it."""

import pytest

from callcast.bus.messages import Call
from callcast.wording.customs import Customs
from callcast.wording.errors import CallLacks, TemplateFault, UnknownKind
from callcast.wording.preview import Preview, Wording

SITE = Wording(Customs(one="幺", zeros="dropped"), {"zh-TW": {"counter": "來賓 {number} 號，請到 {counter}"}})


def test_of_free_text() -> None:
    expected = Preview("請 A012 號，到 3 號櫃檯", "請A零一二號，到三號櫃檯", "zh-TW")
    assert Wording().of_text("請 A012 號，到  3 號櫃檯", "zh-TW") == expected


def test_of_a_kind_by_the_sites_customs() -> None:
    expected = Preview("來賓 A011 號，請到 3 號櫃檯", "來賓A幺幺號，請到三號櫃檯", "zh-TW")
    assert SITE.of_template("counter", Call("A011", "3"), "zh-TW") == expected


@pytest.mark.parametrize(
    ("template", "shown"),
    [("請 {number}", "請 A011"), ("{number}", "A011"), ("請稍候", "請稍候"), ("Please wait", "Please wait")],
)
def test_of_a_template_that_is_not_in_the_settings_yet(template: str, shown: str) -> None:
    assert Wording().of_template(template, Call("A011"), "zh-TW").shown == shown


def test_what_is_wrong() -> None:
    with pytest.raises(UnknownKind):
        SITE.of_template("conter", Call("A011", "3"), "zh-TW")
    with pytest.raises(TemplateFault):
        SITE.of_template("{numbr}", Call("A011", "3"), "zh-TW")
    with pytest.raises(CallLacks):
        SITE.of_template("counter", Call("", "3"), "zh-TW")
