"""The site's folder -> the files in it; the only reader of sources.

folder --scan--> entries --read--> bytes           what changed since: unchanged(old, new, when)
"""

from sitegen.sources.opening import SourceFile
from sitegen.sources.reading import digest, digest_source, read
from sitegen.sources.scanning import Entry, Stat, scan, unchanged

__all__ = ["Entry", "SourceFile", "Stat", "digest", "digest_source", "read", "scan", "unchanged"]
