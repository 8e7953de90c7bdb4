"""What libav writes to where the bytes are ours to pass on."""


class Memory:
    """Memory as a file, so that errors of a disk or a pipe are ours and not libav's.

    Nor does a disk that hangs hold the interpreter, as PyAV does while libav writes a header or an end.
    """

    def __init__(self) -> None:
        """Empty."""
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a copy."""
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that was written since."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data
