"""An exception that came from a lack of memory is recognised, however Python puts it."""

import pytest

from sitegen.core.low_memory import is_lack_of_memory


def while_handling(cause: BaseException, mistake: BaseException) -> BaseException:
    """Return ``mistake``, raised while ``cause`` was being handled."""
    try:
        try:
            raise cause
        except type(cause):
            raise mistake  # noqa: B904 - the context is what this is about
    except type(mistake) as raised:
        return raised


@pytest.mark.parametrize(
    "mistake",
    [
        MemoryError(),
        ImportError("libz.so.1: failed to map segment from shared object"),
        ImportError("libz.so.1: cannot create shared object descriptor: Cannot allocate memory"),
        SystemError("<built-in function compile> returned NULL without setting an exception"),
        while_handling(MemoryError(), ImportError("no module named resource")),
        while_handling(while_handling(MemoryError(), OSError("x")), KeyError("y")),
    ],
    ids=repr,
)
def test_no_memory(mistake: BaseException) -> None:
    assert is_lack_of_memory(mistake)


@pytest.mark.parametrize(
    "mistake", [ImportError("No module named x"), while_handling(OSError("x"), ValueError("y"))], ids=repr
)
def test_another_reason(mistake: BaseException) -> None:
    assert not is_lack_of_memory(mistake)
