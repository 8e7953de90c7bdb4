"""RTP on its way: a track is packed once, for whoever and however many receive it."""
