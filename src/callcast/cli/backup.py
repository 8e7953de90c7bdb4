"""`callcast backup` and `callcast restore`: the database as one file, made while the instance runs, and put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from callcast.cli import place
from callcast.cli.errors import BadInput

if TYPE_CHECKING:
    from callcast.desk.store.draft import Progress


@click.command(
    short_help="Copy the database to a file, also while it is in use.",
    epilog="\b\nExample:\n  callcast backup /media/usb/callcast-monday.backup",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@place.data_option
def backup(file: Path, force: bool, data: Path | None) -> None:
    """Copy to FILE all that the desk keeps: tickets, orders, announcements, how the site is set up.

    The copy is of one moment, though the instance runs. Settings and voices are files of their own, and not in it.
    """
    from callcast.cli.voices.progress import megabytes
    from callcast.desk.store.backup import backup as make
    from callcast.desk.store.database import FILE

    with _shown("copying the database") as progress:
        size = make(place.data_path(data) / FILE, file.absolute(), progress, force=force)
    click.echo(f'{file} has it all ({megabytes(size)}); "callcast restore {file}" puts it back.')


@click.command(
    short_help="Put a backup back.",
    epilog="\b\nExample:\n  callcast restore /media/usb/callcast-monday.backup",
)
@click.argument("file", type=click.Path(path_type=Path))
@place.data_option
def restore(file: Path, data: Path | None) -> None:
    """Put what "callcast backup" has copied to FILE in the place of what is there, while no instance runs.

    What is there is kept beside it.
    """
    from callcast.desk.store.database import FILE
    from callcast.desk.store.restore import restore as put_back
    from callcast.runtime.parent import DataFolderInUse, lock

    folder = place.data_path(data)
    try:
        held = lock(folder)
    except DataFolderInUse as error:
        raise BadInput(f"A Callcast runs on the data folder {folder}; stop it, then restore again.") from error
    with held, _shown("putting the database back") as progress:
        former = put_back(file.absolute(), folder / FILE, progress)
    click.echo(f"{folder / FILE} is as it was in {file}.")
    if former is not None:
        click.echo(f"What was there before is kept in {former}.")


@contextmanager
def _shown(what: str) -> "Iterator[Progress]":
    from callcast.cli.voices.progress import shown

    with shown(what) as progress:
        yield progress.at
