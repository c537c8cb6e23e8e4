"""Layouts, assets and data files -> loaded."""
