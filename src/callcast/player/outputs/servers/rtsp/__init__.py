"""Our RTSP server: sockets around `outputs.rtsp`."""
