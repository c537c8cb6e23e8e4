"""The folder of another generator's site -> sitegen.toml and templates, and what has no counterpart."""
