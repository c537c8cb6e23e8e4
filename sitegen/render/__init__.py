"""Targets + answers + layouts -> outputs: see `work`. Jinja2 lives here and nowhere else."""
