"""Multicast: which stream goes to which group, while somebody has a session for it."""

import ipaddress

from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.servers.rtsp.settings import MulticastSettings
from callcast.player.outputs.streams.reader import UdpReader
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_group_pair


class Groups:
    """Hands out groups, and sends each stream to its group once, for as many sessions as there are."""

    def __init__(self, settings: MulticastSettings) -> None:
        """Opens the sockets; `CannotListen` if the interface does not exist."""
        self._settings = settings
        self._pair: UdpPair = open_group_pair(settings.interface, settings.ttl)
        self._members: dict[RtpStream, tuple[UdpReader, int]] = {}

    def group(self, number: int) -> Group | None:
        """The group of stream `number`, counted from 0; None when addresses or ports do not reach so far."""
        port = self._settings.port + 2 * number
        address = ipaddress.IPv4Address(self._settings.group) + number
        if port > 65_534 or not address.is_multicast:
            return None
        return Group(str(address), port, self._settings.ttl)

    def join(self, stream: RtpStream, group: Group) -> UdpReader:
        """A session more; the group's reader, which all of them share."""
        reader, sessions = self._members.get(stream, (None, 0))
        if reader is None:
            reader = UdpReader(group.address, self._pair, (group.address, group.port), (group.address, group.port + 1))
            stream.join(reader)
        else:
            stream.welcome()
        self._members[stream] = reader, sessions + 1
        return reader

    def leave(self, stream: RtpStream) -> None:
        """A session less."""
        reader, sessions = self._members[stream]
        if sessions > 1:
            self._members[stream] = reader, sessions - 1
            return
        del self._members[stream]
        stream.leave(reader)

    def close(self) -> None:
        """Give the sockets back."""
        self._pair.close()
