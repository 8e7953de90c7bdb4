"""Boards for the simplest displays: JPEG and MJPEG by HTTP."""
