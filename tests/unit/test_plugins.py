"""Plug-ins are found by their entry points, and a wrong name is told the right ones."""

import pytest

from callcast import plugins


def test_a_wrong_name_lists_the_right_ones() -> None:
    with pytest.raises(plugins.PluginNotFound, match=r'"nonesuch" for callcast\.engines'):
        plugins.load("callcast.engines", "nonesuch")
