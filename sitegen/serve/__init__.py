"""A site being written -> the same site in a browser, rebuilt and shown again at every save.

settings  what `serve` is asked for                 guard     who may ask: Host and Origin
watch     the disk -> "something changed"           shelf     an address -> a published file
builder   "something changed" -> one build          handlers  requests -> responses
report    a build -> what people are told           live      reports -> open browsers
server    all of it, from start to Ctrl-C
"""

from sitegen.serve.server import serve
from sitegen.serve.settings import Settings

__all__ = ["Settings", "serve"]
