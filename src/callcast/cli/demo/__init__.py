"""`callcast demo`: a place with people in it who do not exist."""
