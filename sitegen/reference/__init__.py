"""Code and descriptions of interfaces -> Markdown: Python packages, OpenAPI documents, command lines.

Only a build whose pages document something imports the modules below, besides `request`.
"""
