"""Pushing to servers by the protocols that libav speaks: RTMP, RTMPS, SRT, MPEG-TS over UDP."""
