"""Random data that a schema of the registry's dialect accepts."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from schema_registry.walk import Schema, types_of


def instances_of(schema: Schema) -> st.SearchStrategy[Any]:
    """Anything that `schema` accepts."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return st.one_of([_of_type(type, schema) for type in types_of(schema)])


def _of_type(type: str, schema: Schema) -> st.SearchStrategy[Any]:
    match type:
        case "object":
            return st.fixed_dictionaries(
                {name: instances_of(nested) for name, nested in schema["properties"].items()}
            )
        case "array":
            return st.lists(instances_of(schema["items"]), min_size=schema["minItems"], max_size=ITEMS_MAX)
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "string":
            return _texts(schema)
        case _:
            raise NotImplementedError(f"the registry's dialect has no {type}")


ITEMS_MAX = 3
TEXT_MAX = 300


def _texts(schema: Schema) -> st.SearchStrategy[str]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", TEXT_MAX)
    if "pattern" not in schema:
        return st.text(min_size=shortest, max_size=min(longest, TEXT_MAX))
    return _matching(schema["pattern"]).filter(lambda text: shortest <= len(text) <= longest)


@cache
def _matching(pattern: str) -> st.SearchStrategy[str]:
    """One strategy a pattern: taking a regular expression apart is what costs most."""
    bare = pattern.removeprefix("^").removesuffix("$")
    return st.from_regex(f"(?:{bare})", fullmatch=True)
