"""What differs between Linux, macOS and Windows. No other room asks which of them it runs on.

What remains different for people is told in docs/platforms.md. A named pipe, which only Windows has, is an output of
the player's (`player/outputs/sinks/pipe`).
"""
