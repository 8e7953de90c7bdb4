"""Names that others need not read whole: 王○明, 王○, J***."""

import re
from dataclasses import replace

from callcast.player.board.state import BoardState, Called

_HIDDEN = "○"
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff々]")
_HONORIFIC = re.compile(r"\s*(先生|小姐|女士|太太|小朋友|同學|さん|さま|様|くん|君|ちゃん|님|씨)$")
"""What stays behind a name as it is."""


def masked_name(name: str) -> str:
    """`name` with its middle hidden; in Chinese, Japanese and Korean by characters, else by words (`J*** S***`)."""
    title = _HONORIFIC.search(name)
    if title and title.start():
        return masked_name(name[: title.start()]) + title[0]
    return " ".join(_wide(word) if _WIDE.search(word) else _narrow(word) for word in name.split())


def _wide(word: str) -> str:
    if len(word) == 1:
        return word
    if len(word) == 2:
        return word[0] + _HIDDEN
    return word[0] + _HIDDEN * (len(word) - 2) + word[-1]


def _narrow(word: str) -> str:
    return word[0] + "***"


def masked(state: BoardState) -> BoardState:
    """`state` without whole names; in the text of a call, its own name is hidden too."""
    return replace(state, now=tuple(map(_masked, state.now)), recent=tuple(map(_masked, state.recent)))


def _masked(called: Called) -> Called:
    if not called.name:
        return called
    name = masked_name(called.name)
    return replace(called, name=name, text=called.text.replace(called.name, name))
