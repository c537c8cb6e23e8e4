"""A site being written -> the same site in a browser, rebuilt and shown again at every save.

network        where to listen, and the risk          origin       who may ask: Host and Origin
watch          the disk -> "something changed"        lookup       an address -> a published file
debounce       "something changed" -> one build       handlers     requests -> responses
builds         a build -> Edition and State           websocket    States -> open browsers
build_process  the same in a process of its own       application  what clients may send
home           where it writes, and for how long      report       Problems -> what people read
server         all of it, from start to Ctrl-C
"""

from sitegen.serve.server import RestartRequest, ServerOutput, serve
from sitegen.serve.settings import Settings

__all__ = ["RestartRequest", "ServerOutput", "Settings", "serve"]
