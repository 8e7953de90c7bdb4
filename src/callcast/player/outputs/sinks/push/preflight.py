"""What is refused before anything is sent."""

from callcast.player.outputs.rtsp.peer import Peer
from callcast.player.outputs.rtsp.target import PORTS, Target
from callcast.player.outputs.sinks.push.errors import CannotCarry, TakesNoPublishers, UnknownScheme
from callcast.player.outputs.sinks.push.settings import PushSettings


def check_settings(to: Target, settings: PushSettings) -> None:
    """`UnknownScheme` or `CannotCarry` for what can go to no server."""
    if to.scheme not in PORTS:
        raise UnknownScheme(to)
    if to.secure and settings.transport == "udp":
        raise CannotCarry(to, "would get by UDP, in the open, what TLS is to hide", 'transport = "tcp"')


def check_peer(to: Target, settings: PushSettings, peer: Peer) -> None:
    """`TakesNoPublishers` or `CannotCarry` for what this server cannot do."""
    if not peer.takes_publishers:
        raise TakesNoPublishers(to, peer)
    # It does not say so: it breaks off without an answer.
    if peer.is_xiu and settings.profile != "aac":
        raise CannotCarry(to, "is xiu, which carries only AAC", 'profile = "aac"')
