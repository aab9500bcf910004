"""How one version of an event's shape differs from the one before it, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from schema_registry.walk import Schema, subschemas, types_of


class Change(Enum):
    """What became of a field."""

    ADDED = "adds"
    REMOVED = "removes"
    RENAMED = "renames"
    RETYPED = "re-types"
    NARROWED = "narrows"
    WIDENED = "widens"

    @property
    def breaks(self) -> bool:
        """Whether a reader of the older version misunderstands or misses something in the newer one."""
        return self is not Change.ADDED


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; `at` is the field's path (`prices[].fee`), `detail` what exactly is different."""

    change: Change
    at: str
    detail: str

    def __str__(self) -> str:
        return f"{self.change.value} {self.at or 'the whole'} ({self.detail})"


LOWER_BOUNDS = ("minimum", "minLength", "minItems")
UPPER_BOUNDS = ("maximum", "maxLength", "maxItems")
ANNOTATIONS = frozenset({"$schema", "$id", "title", "description"})
NESTING = frozenset({"properties", "items", "required", "additionalProperties"})
NO_BOUND = float("inf")


def differences(before: Schema, after: Schema) -> list[Difference]:
    """What a reader of `before` meets in data written to `after`; nothing when only explanations differ."""
    old, new = dict(subschemas(before)), dict(subschemas(after))
    gone = _outermost(old.keys() - new.keys())
    come = _outermost(new.keys() - old.keys())
    return [
        *_gone_or_renamed(gone, come, old, new),
        *(_added(at, after) for at in come if not _renamed_from(at, gone, old, new)),
        *(found for at in old if at in new for found in _changed(at, old[at], new[at])),
        *_no_longer_required(before, after),
    ]


def _outermost(paths: set[str]) -> list[str]:
    """`paths` without those inside another of them."""
    return sorted(
        path for path in paths if not any(path.startswith((f"{other}.", f"{other}[")) for other in paths)
    )


def _gone_or_renamed(
    gone: list[str], come: list[str], old: dict[str, Schema], new: dict[str, Schema]
) -> Iterator[Difference]:
    for at in gone:
        heir = next((other for other in come if _same_field(at, other, old, new)), None)
        if heir is None:
            yield Difference(Change.REMOVED, at, "it is not there any more")
        else:
            yield Difference(Change.RENAMED, at, f"it is called {_name(heir)} now")


def _renamed_from(at: str, gone: list[str], old: dict[str, Schema], new: dict[str, Schema]) -> bool:
    return any(_same_field(other, at, old, new) for other in gone)


def _same_field(at: str, other: str, old: dict[str, Schema], new: dict[str, Schema]) -> bool:
    return _parent(at) == _parent(other) and _bare(old[at]) == _bare(new[other])


def _added(at: str, after: Schema) -> Difference:
    wanted = _name(at) in _required_beside(after, at)
    return Difference(Change.ADDED, at, "every event has it" if wanted else "an event may have it")


def _changed(at: str, old: Schema, new: Schema) -> Iterator[Difference]:
    was, now = set(types_of(old)), set(types_of(new))
    if was - now and now - was:
        yield Difference(Change.RETYPED, at, f"it was {_list(was)} and is {_list(now)}")
        return
    if was - now:
        yield Difference(Change.NARROWED, at, f"it is never {_list(was - now)} any more")
    if now - was:
        yield Difference(Change.WIDENED, at, f"it may be {_list(now - was)} now")
    yield from _bounds(at, old, new)
    yield from _choices(at, old, new)
    yield from _other_keywords(at, old, new)


def _bounds(at: str, old: Schema, new: Schema) -> Iterator[Difference]:
    for keywords, sign in ((LOWER_BOUNDS, -1), (UPPER_BOUNDS, 1)):
        for keyword in keywords:
            was, now = (sign * schema[keyword] if keyword in schema else NO_BOUND for schema in (old, new))
            if was != now:
                change = Change.NARROWED if now < was else Change.WIDENED
                detail = f"{keyword} was {old.get(keyword, 'open')} and is {new.get(keyword, 'open')}"
                yield Difference(change, at, detail)


def _choices(at: str, old: Schema, new: Schema) -> Iterator[Difference]:
    if "enum" not in old or "enum" not in new:
        return
    if lost := [value for value in old["enum"] if value not in new["enum"]]:
        yield Difference(Change.NARROWED, at, f"{_list(map(repr, lost))} cannot be any more")
    if found := [value for value in new["enum"] if value not in old["enum"]]:
        yield Difference(Change.WIDENED, at, f"it may be {_list(map(repr, found))} now")


def _other_keywords(at: str, old: Schema, new: Schema) -> Iterator[Difference]:
    """Keywords of which nobody can say which of two values allows more."""
    compared = {"type", "enum", *LOWER_BOUNDS, *UPPER_BOUNDS} if "enum" in old and "enum" in new else {"type"}
    compared |= {*LOWER_BOUNDS, *UPPER_BOUNDS} | ANNOTATIONS | NESTING
    for keyword in sorted((old.keys() | new.keys()) - compared):
        if old.get(keyword) != new.get(keyword):
            change = Change.NARROWED if keyword in new else Change.WIDENED
            yield Difference(change, at, f"its {keyword} is another")


def _no_longer_required(old: Schema, new: Schema) -> Iterator[Difference]:
    twins = dict(subschemas(new))
    for path, schema in subschemas(old):
        twin = twins.get(path)
        if twin is None:
            continue
        for name in schema.get("required", ()):
            if name in twin.get("properties", {}) and name not in twin.get("required", ()):
                yield Difference(Change.WIDENED, f"{path}.{name}".lstrip("."), "it may be absent now")


def _required_beside(schema: Schema, at: str) -> list[str]:
    parent: Schema = dict(subschemas(schema)).get(_parent(at), {})
    return list(parent.get("required", ()))


def _bare(schema: Schema) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword not in ANNOTATIONS}


def _parent(at: str) -> str:
    return at.rpartition(".")[0]


def _name(at: str) -> str:
    return at.rpartition(".")[2]


def _list(values: Any) -> str:
    return " or ".join(sorted(values))
