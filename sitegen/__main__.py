"""``python -m sitegen``, and the command ``sitegen``."""

import os
import signal

from sitegen.core.low_memory import is_lack_of_memory

_NO_MEMORY = (
    b"error: there is not enough memory [system-refused]\n"
    b"    hint: raise the limit of memory (ulimit -a shows it), or end other programs\n"
)


def begin() -> None:
    """Run the command. Until its own code runs, a signal just ends it: there is nothing to tidy."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from sitegen.cli import entry

        entry()
    except (MemoryError, SystemError, ImportError, OSError) as mistake:
        if not is_lack_of_memory(mistake):
            _tell_of_namesake(mistake)
            raise
        os.write(2, _NO_MEMORY)
        os._exit(1)


def _tell_of_namesake(mistake: Exception) -> None:
    """End with a message if another project called sitegen has overwritten our files."""
    if isinstance(mistake, ImportError):
        from sitegen.core.namesake import HINT, MESSAGE, find_namesake

        if find_namesake():
            os.write(2, f"error: {MESSAGE} [namesake]\n    hint: {HINT}\n".encode())
            os._exit(1)


if __name__ == "__main__":
    begin()
