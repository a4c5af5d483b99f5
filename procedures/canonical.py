"""One JSON for equal specs, so that equal content has equal hashes.

Pure. `msgspec` leaves a default out when it is the very object, and writes an equal one read from a database; two equal
specs would then differ. Here whatever equals its default is left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec


def encode(spec: Any) -> bytes:
    """Return the canonical JSON of a spec."""
    return msgspec.json.encode(plain(spec), order="sorted")


def plain(value: Any) -> Any:
    """Return a spec as plain values, without what equals its default."""
    if isinstance(value, msgspec.Struct):
        if not value.__struct_config__.omit_defaults:
            return msgspec.to_builtins(value)
        pairs = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
        return {name: plain(item) for name, item, default in pairs if item != default}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


@lru_cache(maxsize=64)
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    def default(field: Any) -> Any:
        if field.default is not msgspec.NODEFAULT:
            return field.default
        return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT

    return tuple((field.encode_name, default(field)) for field in msgspec.structs.fields(kind))
