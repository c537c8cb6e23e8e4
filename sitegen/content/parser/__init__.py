"""Markdown -> tokens: the rules of the parser."""
