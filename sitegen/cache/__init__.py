"""What the last build learned -> what this build need not do again; never trusted, always checked."""

from sitegen.cache.book import Book, Entry
from sitegen.cache.engine import engine_digest
from sitegen.cache.state import Snapshot, State, load, save
from sitegen.cache.store import Store
from sitegen.cache.traces import find_stale, keep_entries, print_facets, write_book

__all__ = [
    "Book",
    "Entry",
    "Snapshot",
    "State",
    "Store",
    "engine_digest",
    "find_stale",
    "keep_entries",
    "load",
    "print_facets",
    "save",
    "write_book",
]
