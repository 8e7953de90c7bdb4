"""A channel played by a sound card, or into a virtual cable.

`sink` feeds a process of its own, `card`, which owns the device: PortAudio sees a device that was plugged in again only
when it begins anew, some drivers hang, and neither a frame nor the card may wait for the other's thread. `follower`
lets the channel's time flow into the card's: `pace` says how fast, `resampler` does it.
"""
