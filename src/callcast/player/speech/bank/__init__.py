"""The clip bank: speech from recordings. Voice packs, what of them says a text, and how the pieces are joined."""
