"""A site being written -> the same site in a browser, rebuilt and shown again at every save.

network   where to listen, and the risk          guard     who may ask: Host and Origin
watch     the disk -> "something changed"        shelf     an address -> a published file
builder   "something changed" -> one build       handlers  requests -> responses
press     builds -> Editions and States          live      States -> open browsers
home      where it writes, and for how long  application   what clients may send
server    all of it, from start to Ctrl-C        report    Problems -> what people are told
"""

from sitegen.serve.server import Again, Voice, serve
from sitegen.serve.settings import Settings

__all__ = ["Again", "Settings", "Voice", "serve"]
