"""An object of Python -> its signature, a paragraph with linked types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import griffe

from sitegen.reference.markup import escape, write_type

if TYPE_CHECKING:
    from sitegen.reference.markup import Documented
    from sitegen.reference.request import Options

#: A longer signature has a line for each parameter.
_WIDTH = 60
_INDENT = "\u00a0" * 4
_LABELS = ("abstractmethod", "cached", "classmethod", "dataclass", "property", "staticmethod", "writable")
_KINDS = griffe.ParameterKind
_STARS = {_KINDS.var_positional: r"\*", _KINDS.var_keyword: r"\*\*"}


def write_signatures(obj: Documented, options: Options) -> str:
    """Return the signatures of an object: one, or one for each overload; "" if it has none."""
    if not options.show_signature or obj.is_module:
        return ""
    if obj.is_class:
        lines = [_write_class(obj, options)]
    elif obj.is_function:
        overloads = obj.overloads or (obj,)
        lines = [_write_function(function, obj, options) for function in overloads]
    else:
        lines = [_write_attribute(obj)]
    labels = "".join(f"{_word(label, 'c')} " for label in _LABELS if label in obj.labels)
    return "\n\n".join(f"{{.signature}}\n{labels}{line}" for line in lines)


def _word(text: str, kind: str) -> str:
    return f"[{escape(text)}]{{.{kind}}}"


def _write_class(cls: Documented, options: Options) -> str:
    head = f"{_word('class', 'k')} {_word(cls.name, 'nf')}"
    init = cls.all_members.get("__init__")
    if options.merge_init_into_class and init is not None and init.is_function:
        return f"{head}{_write_parameters(init, options)}"
    bases = [write_type(base) for base in cls.bases] if options.show_bases else []
    return f"{head}({', '.join(bases)})" if bases else head


def _write_function(function: Documented, obj: Documented, options: Options) -> str:
    words = "async def" if "async" in obj.labels else "def"
    parameters = _write_parameters(function, options)
    returned = write_type(function.returns) if options.show_signature_annotations else ""
    arrow = f" [\\-\\>]{{.o}} {returned}" if returned else ""
    return f"{_word(words, 'k')} {_word(obj.name, 'nf')}{parameters}{arrow}"


def _write_parameters(function: Documented, options: Options) -> str:
    """Return the parameters in parentheses; of a method, without `self`."""
    parts: list[str] = []
    length = 0
    parameters = list(function.parameters)
    is_method = function.parent is not None and function.parent.is_class
    if is_method and "staticmethod" not in function.labels and parameters:
        parameters = parameters[1:] if parameters[0].name in ("self", "cls", "mcs") else parameters
    has_star = False
    for index, parameter in enumerate(parameters):
        before = parameters[index - 1].kind if index else None
        if before is _KINDS.positional_only and parameter.kind is not _KINDS.positional_only:
            parts.append(r"\/")
        if parameter.kind is _KINDS.keyword_only and not has_star:
            parts.append(r"\*")
            has_star = True
        has_star = has_star or parameter.kind is _KINDS.var_positional
        parts.append(_write_parameter(parameter, options))
        length += (
            len(str(parameter.annotation or "")) + len(str(parameter.default or "")) + len(parameter.name)
        )
    if parameters and parameters[-1].kind is _KINDS.positional_only:
        parts.append(r"\/")
    length += len(f"{function.name}{function.returns or ''}")
    if length < _WIDTH:
        return f"({', '.join(parts)})"
    return "(\n" + "".join(f"{_INDENT}{part},\n" for part in parts) + ")"


def _write_parameter(parameter: griffe.Parameter, options: Options) -> str:
    annotation = write_type(parameter.annotation) if options.show_signature_annotations else ""
    kind = parameter.kind or _KINDS.positional_or_keyword
    text = _STARS.get(kind, "") + escape(parameter.name)
    text += f": {annotation}" if annotation else ""
    if parameter.default is None or kind in _STARS:
        return text
    equals = " = " if annotation else "="
    return f"{text}{equals}{write_type(parameter.default)}"


def _write_attribute(attribute: Documented) -> str:
    text = _word(attribute.name, "nf")
    annotation = getattr(attribute, "annotation", None)
    text += f": {write_type(annotation)}" if annotation is not None else ""
    value = getattr(attribute, "value", None)
    return f"{text} = {write_type(value)}" if value is not None and len(str(value)) <= _WIDTH else text
