"""Results of builds that machines share: digest of an action -> its result; digest of a blob -> its bytes."""

from sitegen.store.model import Blob, Result, StoreError, describe_blob, digest_action
from sitegen.store.packs import compress, expand, read_pack, split_records, write_pack
from sitegen.store.store import Store, open_store

__all__ = [
    "Blob",
    "Result",
    "Store",
    "StoreError",
    "compress",
    "describe_blob",
    "digest_action",
    "expand",
    "open_store",
    "read_pack",
    "split_records",
    "write_pack",
]
