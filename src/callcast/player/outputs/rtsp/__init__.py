"""RTSP 1.0, RTP, RTCP and SDP without I/O: bytes in, events and bytes out."""
