"""Fonts for boards, and the boards that the settings ask for."""

from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, fail, ok, warn


def check(place: Place) -> Iterator[Check]:
    """A line on the fonts, and one on each board that cannot be had."""
    try:
        from callcast.player.board import fonts
        from callcast.player.board.errors import BoardError
    except ImportError as error:
        yield fail(f"Pillow cannot be loaded ({error})", "pip install --force-reinstall pillow")
        return
    wanted = any(channel.board for channel in place.settings.channels)
    try:
        yield ok(f"fonts of boards: {fonts.find(('zh-TW',)).bold[0].family}")
    except BoardError:
        remedy = "boards need one; on Debian: apt install fontconfig fonts-noto-cjk"
        yield (fail if wanted else warn)("no font with Chinese letters", remedy)
    yield from _boards(place)


def _boards(place: Place) -> Iterator[Check]:
    from callcast.player.board.errors import BoardError

    try:
        from callcast.player.playout.boards import encoder, made
    except ImportError:  # of PyAV, which has a line of its own
        return
    for channel in place.settings.channels:
        if channel.board is None:
            continue
        try:
            encoder(channel.board.codec)
            made(channel.board, channel.languages)
        except BoardError as error:
            fault, _, remedy = str(error).rstrip(".").rpartition("; ")
            yield fail(f"board of channel {channel.id}: {fault}", remedy)
