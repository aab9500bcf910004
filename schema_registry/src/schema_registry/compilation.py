"""Turns a schema into a function that refuses what the schema refuses."""

from collections.abc import Callable
from typing import Any

from fastjsonschema.draft04 import CodeGeneratorDraft04
from fastjsonschema.draft07 import CodeGeneratorDraft07
from fastjsonschema.ref_resolver import RefResolver

Validator = Callable[[object], object]
"""Raises `fastjsonschema.JsonSchemaValueException` at the first violation and leaves its argument as it is."""


class _WholeNumbers(CodeGeneratorDraft07):
    """Draft-07 lets 15.0 pass as an integer; an amount of money is never a binary float, so draft-04's rule stands."""

    generate_type = CodeGeneratorDraft04.generate_type


def compile_validator(schema: dict[str, Any]) -> Validator:
    """Compile a draft-07 `schema` (a few milliseconds; keep the result)."""
    resolver = RefResolver.from_schema(schema, handlers={}, store={})
    generator = _WholeNumbers(schema, resolver=resolver, use_default=False)  # type: ignore[no-untyped-call]
    namespace = generator.global_state
    exec(generator.func_code, namespace)  # noqa: S102 - the source is generated from our own schema files
    validator: Validator = namespace[resolver.get_scope_name()]
    return validator
