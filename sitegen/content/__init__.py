"""A source file -> its Document and its Body: front matter (`convert`), then Markdown (`markdown`)."""
