"""A channel published by an ffmpeg process."""
