"""The prompt: a line typed is a line spoken."""
