"""A site's folder -> what is wrong with the files that would be published, as readers would meet it."""

from sitegen.check.run import Baseline, check

__all__ = ["Baseline", "check"]
