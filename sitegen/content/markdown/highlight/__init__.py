"""A code block -> the same with its words marked."""
