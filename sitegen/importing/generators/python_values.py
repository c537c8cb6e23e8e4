"""A Python file of settings -> a Node of the literals that it assigns; it is parsed and never run."""

from __future__ import annotations

import ast

from sitegen.core.problems import ProblemError, error
from sitegen.importing.generators.old_settings import Node


def read_python(text: str, path: str) -> Node:
    """Return the names that a module assigns at its top level; what is computed has the tag ``code``."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as mistake:
        line = getattr(mistake, "lineno", 0) or 0
        hint = "correct it, so that Python reads it"
        raise ProblemError(error("import-syntax", str(mistake), path=path, line=line, hint=hint)) from mistake
    names: dict[str, Node] = {}
    for statement in module.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                assigned = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                assigned = [name]
            case _:
                continue
        names |= dict.fromkeys(assigned, _read(value, path, names))
    return Node(names, path, 1)


def _read(expression: ast.expr, path: str, names: dict[str, Node]) -> Node:
    line = expression.lineno
    node = code = Node(None, path, line, "code")
    match expression:
        case ast.Constant(value=str() | int() | float() | bool() | None as value):
            node = Node(value, path, line)
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            node = Node(tuple(_read(item, path, names) for item in items), path, line)
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            entries = {_key(key): _read(item, path, names) for key, item in pairs if key is not None}
            node = Node(entries, path, line)
        case ast.Name(id=name):
            node = names.get(name, code)
        case ast.BinOp(op=ast.Add(), left=first, right=second):
            node = _add(_read(first, path, names), _read(second, path, names), code)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            node = Node(-number, path, line)
    return node


def _add(first: Node, second: Node, code: Node) -> Node:
    """Return two texts or lists as one; ``code`` where they are neither."""
    if isinstance(first.value, str) and isinstance(second.value, str):
        return Node(first.value + second.value, code.path, code.line)
    if isinstance(first.value, tuple) and isinstance(second.value, tuple):
        return Node(first.value + second.value, code.path, code.line)
    return code


def _key(key: ast.expr) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else ast.unparse(key)
