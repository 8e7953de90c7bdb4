"""Pure rules and use cases."""
