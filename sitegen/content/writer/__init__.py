"""Tokens -> HTML with holes."""
