"""What a helper tells its parent: lines of JSON, objects. Imports little, since every helper does."""

import json
import os


def say(**message: object) -> None:
    """Tell the parent; end without one."""
    try:
        os.write(1, json.dumps(message).encode("ascii") + b"\n")
    except OSError:
        os._exit(0)
