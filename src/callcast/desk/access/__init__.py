"""Who may do what: people, tokens, devices, and the log of what was done."""
