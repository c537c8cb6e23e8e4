"""sitegen turns content/ and layouts/ into public/, a complete static site."""

__version__ = "0.1.0"
