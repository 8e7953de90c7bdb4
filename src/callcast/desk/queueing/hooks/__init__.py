"""Webhooks: others are told of events by a request to an address of theirs."""
