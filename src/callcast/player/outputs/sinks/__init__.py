"""One destination of one channel: a sink for each kind, and those who keep them running."""
