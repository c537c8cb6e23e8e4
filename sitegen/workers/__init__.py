"""Work on untrusted content -> done in processes that may be ended at any moment.

``progress`` is what a worker tells of itself, ``worker`` and ``channel`` are one worker, ``pool`` supervises
several, ``staff`` says who does which work of a build, ``cores`` how many can work at once, ``overruns`` how
often a limit may be overrun.
"""
