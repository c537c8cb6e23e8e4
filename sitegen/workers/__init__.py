"""Work on untrusted content -> done in processes that may be ended at any moment.

``pool`` supervises several workers; ``worker``, ``channel`` and ``progress`` are one of them, its
connection, and what it reports about itself. ``on_demand`` has the workers of one build, ``cores`` says how
many can run at once, ``overruns`` and ``budget`` how often and how far a limit may be exceeded.
"""
