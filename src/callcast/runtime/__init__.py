"""The composition root: the only room that names concrete classes. Start and stop order.

`parent.py` is `callcast run`; `player.py` and `desk.py` are the halves, each a process that it supervises (`half.py`).
"""
