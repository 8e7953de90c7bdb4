"""What is said, in words: templates, typed segments, and how numbers are read. Pure: text in, words out."""
