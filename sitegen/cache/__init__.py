"""What the last build learned -> what this build need not do again; never trusted, always checked."""

from sitegen.cache.bodies import BodyStore
from sitegen.cache.engine import engine_digest
from sitegen.cache.state import Snapshot, State, load, save
from sitegen.cache.traces import Book, Entry, find_stale, keep_entries, print_facets, write_book

__all__ = [
    "BodyStore",
    "Book",
    "Entry",
    "Snapshot",
    "State",
    "engine_digest",
    "find_stale",
    "keep_entries",
    "load",
    "print_facets",
    "save",
    "write_book",
]
