"""A source file -> its Document and its Body: front matter, then Markdown."""
