"""Bytes -> the published site; the only writer of it.

output --claim--> Output --Survey--> Tree          what is published, and whether it is intact
changes + kept --publish--> Tree                   all of the new site, or still the old one
"""
