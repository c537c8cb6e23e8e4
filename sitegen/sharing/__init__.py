"""A shared store <-> the cache and the outputs of one build; always checked, never trusted, never waited for.

``settings`` says which store, ``manifest`` what one build has there, ``errand`` does the work in a process of
its own within a time. ``restoring`` is done before a build that has no cache, ``filling`` after one.
"""
