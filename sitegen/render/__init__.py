"""Targets + answers + layouts -> outputs. Jinja2 lives here and nowhere else."""

from sitegen.render.layouts import Layouts, make_layouts
from sitegen.render.work import Rendered, RenderJob, Slice, render_job

__all__ = ["Layouts", "RenderJob", "Rendered", "Slice", "make_layouts", "render_job"]
