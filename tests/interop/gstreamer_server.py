"""GStreamer's RTSP server in RECORD mode, for the system's Python: what is pushed to /hall is had as MPEG-TS by TCP.

The arguments are the port of RTSP and the one of MPEG-TS, and `picture` where one comes behind the sound. A server that
records cannot be read by RTSP.
"""

import sys

import gi  # type: ignore[import-not-found] # Debian's python3-gi, not in the project's environment

gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found] # noqa: E402

SOUND = "rtpmp4gdepay name=depay0 ! aacparse ! mpegtsmux name=both"
STREAM = "video/x-h264,stream-format=byte-stream,alignment=au"
PICTURE = f"rtph264depay name=depay1 ! {STREAM} ! h264parse config-interval=-1 ! {STREAM} ! both."
SINK = "both. ! tcpserversink host=127.0.0.1 port={port} sync=false async=false{begin}"


def main(rtsp: str, mpegts: str, *picture: str) -> None:
    """Serve until killed."""
    Gst.init(None)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    begin = " sync-method=next-keyframe" if picture else ""
    parts = (SOUND, *([PICTURE] if picture else []), SINK.format(port=mpegts, begin=begin))
    factory.set_launch(f"( {' '.join(parts)} )")
    factory.set_latency(0)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(rtsp)
    server.get_mount_points().add_factory("/hall", factory)
    server.attach(None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
