"""Bytes -> the published site; the only writer of it.

output --claim--> Output --Survey--> Tree          what is published, and whether it is intact
changes + kept --publish--> Tree                   all of the new site, or still the old one
"""

from sitegen.publish.claim import claim
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked
from sitegen.publish.manifest import File, distrust
from sitegen.publish.output import Output
from sitegen.publish.publication import describe_strays, describe_way, prepare_standby, publish
from sitegen.publish.survey import Survey
from sitegen.publish.tree import Tree

__all__ = [
    "File",
    "Output",
    "Survey",
    "Tree",
    "claim",
    "clean",
    "describe_strays",
    "describe_way",
    "distrust",
    "locked",
    "prepare_standby",
    "publish",
]
