"""HTML -> its tags, what it refers to, and what is wrong with it."""
