"""Directories by handle: no path is followed through a link that somebody put there."""

from sitegen.files.folder import Folder
from sitegen.files.location import Location, locate
from sitegen.files.names import MARKER

__all__ = ["MARKER", "Folder", "Location", "locate"]
