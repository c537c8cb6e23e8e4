"""What the last build learned -> what this build need not do again; never trusted, always checked."""

from sitegen.cache.code_digest import engine_digest
from sitegen.cache.state import Snapshot, State, load, save
from sitegen.cache.store import Store
from sitegen.cache.trace_table import Book, Entry, Stock
from sitegen.cache.traces import Made, find_stale, keep_entries, take_stock, write_book

__all__ = [
    "Book",
    "Entry",
    "Made",
    "Snapshot",
    "State",
    "Stock",
    "Store",
    "engine_digest",
    "find_stale",
    "keep_entries",
    "load",
    "save",
    "take_stock",
    "write_book",
]
