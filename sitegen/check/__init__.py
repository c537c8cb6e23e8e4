"""A site's folder -> Problems of the files that would be published, as readers would notice them."""

from sitegen.check.run import Baseline, check

__all__ = ["Baseline", "check"]
