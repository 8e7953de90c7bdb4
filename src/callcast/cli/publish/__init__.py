"""`callcast publish`: what somebody else writes, published by ffmpeg."""
