"""Push: a channel sent to an RTSP server, which has the readers."""
