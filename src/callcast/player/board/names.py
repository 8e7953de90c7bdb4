"""What layouts are called: apart from them, since settings are checked where nothing is drawn."""

SHIPPED = ("clinic", "bank", "pick-up")
"""The layouts that come with Callcast."""
