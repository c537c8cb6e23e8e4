"""Results of builds that machines share: digest of an action -> its result; digest of a blob -> its bytes."""

from sitegen.store.model import Blob, Result, StoreError, describe_blob, digest_action
from sitegen.store.packs import compress, expand, join_pack, read_pack, split_pack, split_records, write_pack
from sitegen.store.store import Store, call_each, check_location, open_store

__all__ = [
    "Blob",
    "Result",
    "Store",
    "StoreError",
    "call_each",
    "check_location",
    "compress",
    "describe_blob",
    "digest_action",
    "expand",
    "join_pack",
    "open_store",
    "read_pack",
    "split_pack",
    "split_records",
    "write_pack",
]
