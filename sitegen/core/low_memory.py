"""An exception -> whether the reason for it is that no memory was left."""

#: What Python says of code that could not be loaded, and of functions in C that noticed too late.
_MESSAGES = (
    "failed to map",
    "annot allocate",
    "returned NULL without",
    "returned a result with",
    "without exception set",
)


def is_lack_of_memory(mistake: BaseException) -> bool:
    """Return whether there was no memory. Where code was to be loaded, Python says so in other ways."""
    if isinstance(mistake, MemoryError):
        return True
    message = str(mistake)
    return any(words in message for words in _MESSAGES)
