"""Targets + answers + layouts -> outputs (`page`), through views that record what templates read.

A template never holds the site. ``page.next.title`` asks two questions. The whole site, or the slice of it
that a worker got, answers them, and the `recorder` notes them: a rendered page depends on nothing else,
except its own file, its layouts and the configuration.
"""
