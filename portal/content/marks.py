"""YAML read with the line of every value, so that a fault can say where it stands.

Reads the core of YAML 1.2: only `true` and `false` are booleans, so that `yes:`, `no:` and `on:` are
words, and dates and hours stay text. A key written twice is a fault; `<<` is not supported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

Path = tuple[str | int, ...]


class MarkedError(Exception):
    """The text is not the YAML that is read here. `line` counts from one."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Marked:
    """A value and the lines its parts stand on."""

    def __init__(self, value: Any, lines: Mapping[Path, int]) -> None:
        self.value = value
        self._lines = lines

    def line(self, path: Path = ()) -> int:
        """Return the line of the part at `path`, or of the nearest part that holds it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def items(self) -> list[Marked]:
        """Return the items of a list, each as a value of its own."""
        lines: list[dict[Path, int]] = [{} for _item in self.value]
        for path, line in self._lines.items():
            if path:
                lines[int(path[0])][path[1:]] = line
        return [Marked(value, found) for value, found in zip(self.value, lines, strict=True)]


class _CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # whichever this machine has
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"^(?:true|false)$", list("tf")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-+0123456789")),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def parse(text: str) -> Marked:
    """Read one YAML document.

    Raises: MarkedError with the line.
    """
    try:
        node = yaml.compose(text, Loader=_CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MarkedError(mark.line + 1 if mark else 1, error.problem or str(error)) from error
    if node is None:
        raise MarkedError(1, "the file is empty")
    lines: dict[Path, int] = {}
    return Marked(_build(node, (), lines), lines)


def _build(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), lines) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise MarkedError(line, "a key must be a word")
            if key in result:
                raise MarkedError(line, f"`{key}` is written twice")
            lines[(*path, key)] = line
            result[key] = _build(value_node, (*path, key), lines)
        return result
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value == "true"
    if kind == "int":
        return int(node.value)
    if kind == "float":
        return float(node.value)
    if kind == "str":
        return node.value
    raise MarkedError(node.start_mark.line + 1, f"tag {node.tag} is not read here")
