"""Published pages -> a search index."""
