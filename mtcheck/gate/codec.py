"""Turn reports into plain JSON values and back, by the type annotations of their dataclasses: for the cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Decode = Callable[[Any], Any]


def encode(value: Any) -> Any:
    """Return dataclasses as lists of their name and fields, tuples as lists, mappings as objects, the rest as it is."""
    if is_dataclass(value):
        return [type(value).__name__, *(encode(getattr(value, entry.name)) for entry in fields(value))]
    if isinstance(value, Mapping):
        return {key: encode(part) for key, part in value.items()}
    return [encode(part) for part in value] if isinstance(value, tuple) else value


@cache
def decoder(hint: Any) -> Decode:
    """Return the function that turns an encoded value into one of the wanted type; it raises ValueError where it is not."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _dataclass(hint)  # type: ignore[arg-type]
    if origin in (Union, UnionType):
        return _union(inner)
    if origin is tuple:
        return _sequence(inner[0]) if inner[-1:] == (Ellipsis,) else _record(inner)
    if origin is Mapping:
        return _mapping(inner[1])
    if origin is Literal:
        return _one_of(inner)
    return _plain(hint)


def _dataclass(cls: type) -> Decode:
    hints = get_type_hints(cls)
    parts = [decoder(hints[entry.name]) for entry in fields(cls)]
    name, size = cls.__name__, len(parts) + 1

    def decode(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != size or value[0] != name:
            raise ValueError(f"not a {name}")
        return cls(*(part(each) for part, each in zip(parts, value[1:], strict=True)))

    return decode


def _union(hints: tuple[Any, ...]) -> Decode:
    by_name: dict[str, Decode] = {
        hint.__name__: decoder(hint) for hint in hints if isinstance(hint, type) and is_dataclass(hint)
    }
    others = [decoder(hint) for hint in hints if not is_dataclass(hint) and hint is not type(None)]

    def decode(value: Any) -> Any:
        if value is None and type(None) in hints:
            return None
        if by_name and isinstance(value, list) and value and value[0] in by_name:
            return by_name[value[0]](value)
        if len(others) != 1:
            raise ValueError("none of the wanted types")
        return others[0](value)

    return decode


def _sequence(hint: Any) -> Decode:
    part = decoder(hint)

    def decode(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("not a list")
        return tuple(part(each) for each in value)

    return decode


def _record(hints: tuple[Any, ...]) -> Decode:
    parts = [decoder(hint) for hint in hints]

    def decode(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("not a list")
        return tuple(part(each) for part, each in zip(parts, value, strict=True))

    return decode


def _mapping(hint: Any) -> Decode:
    part = decoder(hint)

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("not an object")
        return {key: part(each) for key, each in value.items()}

    return decode


def _one_of(values: tuple[Any, ...]) -> Decode:
    def decode(value: Any) -> Any:
        if value not in values:
            raise ValueError(f"{value!r} is not among {values}")
        return value

    return decode


def _plain(hint: Any) -> Decode:
    wanted: Any = (int, float) if hint is float else hint

    def decode(value: Any) -> Any:
        if not isinstance(value, wanted) or (isinstance(value, bool) and hint is not bool):
            raise ValueError(f"{value!r} is no {hint}")
        return value

    return decode
