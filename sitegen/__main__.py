"""``python -m sitegen``, and the command ``sitegen``."""

import signal


def begin() -> None:
    """Be the command. Until its own code runs a signal just ends it: there is nothing to tidy."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sitegen.cli import entry  # noqa: PLC0415  so that it comes after that

    entry()


if __name__ == "__main__":
    begin()
