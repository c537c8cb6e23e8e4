"""The only reader of sources and the only writer of the published site.

sources --scan--> entries --read--> bytes          what changed since: unchanged(old, new, when)
output --claim--> Output --Survey--> Tree          what is published, and is it still intact
changes + kept --publish--> Tree                   all of the new site, or still the old one
"""

from sitegen.files.claim import claim
from sitegen.files.folder import Folder
from sitegen.files.location import Location, locate
from sitegen.files.lock import locked
from sitegen.files.lookout import Survey
from sitegen.files.manifest import File, distrust
from sitegen.files.names import MARKER
from sitegen.files.opening import SourceFile
from sitegen.files.output import Output
from sitegen.files.publication import describe_strays, describe_way, prepare_standby, publish
from sitegen.files.reading import digest, read
from sitegen.files.removal import clean
from sitegen.files.tree import Tree, survey
from sitegen.files.walk import Entry, Stat, scan, unchanged

__all__ = [
    "MARKER",
    "Entry",
    "File",
    "Folder",
    "Location",
    "Output",
    "SourceFile",
    "Stat",
    "Survey",
    "Tree",
    "claim",
    "clean",
    "describe_strays",
    "describe_way",
    "digest",
    "distrust",
    "locate",
    "locked",
    "prepare_standby",
    "publish",
    "read",
    "scan",
    "survey",
    "unchanged",
]
