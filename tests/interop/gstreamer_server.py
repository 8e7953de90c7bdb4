"""GStreamer's RTSP server in RECORD mode, for the system's Python: what is pushed to /hall is had as MPEG-TS by TCP.

The arguments are the port of RTSP and the one of MPEG-TS. A server that records cannot be read by RTSP.
"""

import sys

import gi  # type: ignore[import-not-found] # Debian's python3-gi, not in the project's environment

gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found] # noqa: E402

PIPELINE = (
    "rtpmp4gdepay name=depay0 ! aacparse ! mpegtsmux ! tcpserversink host=127.0.0.1 port={port} sync=false async=false"
)


def main(rtsp: str, mpegts: str) -> None:
    """Serve until killed."""
    Gst.init(None)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    factory.set_launch(f"( {PIPELINE.format(port=mpegts)} )")
    factory.set_latency(0)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(rtsp)
    server.get_mount_points().add_factory("/hall", factory)
    server.attach(None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
