"""An exception -> whether a lack of memory caused it."""

#: What Python and the loader of libraries say of code that could not be loaded, and of functions in C that
#: noticed too late.
_MESSAGES = (
    "failed to map",
    "annot allocate",
    "annot create shared object descriptor",
    "annot map",
    "returned NULL without",
    "returned a result with",
    "without exception set",
)


def is_lack_of_memory(mistake: BaseException) -> bool:
    """Return whether there was no memory: then, or in what was being handled.

    Where code was to be loaded, Python says so in other ways than by a MemoryError.
    """
    cause: BaseException | None = mistake
    while cause is not None:
        message = str(cause)
        if isinstance(cause, MemoryError) or any(words in message for words in _MESSAGES):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
