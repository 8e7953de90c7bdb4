"""`callcast voices`: what can be spoken, and what can be added."""
