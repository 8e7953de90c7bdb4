"""The catalogue that the settings name, wherever it is."""

from pathlib import Path

from callcast.cli.voices import catalogue as book
from callcast.cli.voices.catalogue import Catalogue
from callcast.cli.voices.download import Downloader, Wanted
from callcast.cli.voices.progress import Quiet
from callcast.settings import Settings


def catalogue(settings: Settings, downloader: Downloader) -> Catalogue:
    """The catalogue: ours, or the one that is set, fetched if it is an address. `BadInput`, or as a download fails."""
    named = settings.speech.catalogue
    if named is None:
        return book.from_file(book.OURS)
    if not book.is_url(named):
        return book.from_file(Path(named))
    wanted = Wanted(named)
    path = downloader.fetch(wanted, Quiet())
    try:
        with path.open("rb") as file:
            return book.parse(file.read(book.SIZE_LIMIT), wanted.shown, named)
    finally:
        path.unlink()
