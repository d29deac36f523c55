"""Whether a call's arguments are what the tool takes, said so that a model can correct itself."""

from collections.abc import Iterator
from typing import Any

import regex
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable

from workbench.domain.tool import Tool
from workbench.errors import InvalidToolCallError

_PATTERN_TIMEOUT_S = 0.1


def check_arguments(tool: Tool, arguments: dict[str, Any]) -> None:
    """Raises `InvalidToolCallError`: what is wrong, and what the tool expects."""
    try:
        found = list(_validator(tool).iter_errors(arguments))
    except (Unresolvable, TimeoutError, regex.error) as error:
        raise InvalidToolCallError(
            f"The parameters of {tool.name} cannot be checked: {error}", "Correct the tool's file."
        ) from None
    worst = best_match(found)
    if worst is not None:
        raise InvalidToolCallError(
            f"Wrong arguments for {tool.name}: {_said(worst)}. {signature(tool)}",
            "Correct the arguments and call the tool again.",
        )


def signature(tool: Tool) -> str:
    """`get_invoice takes: invoice_id (string, required).`"""
    properties: dict[str, Any] = tool.parameters.get("properties", {})
    required = tool.parameters.get("required", [])
    if not properties:
        return f"{tool.name} takes no arguments."
    listed = (_parameter(name, part, name in required) for name, part in properties.items())
    return f"{tool.name} takes: {', '.join(listed)}."


def _validator(tool: Tool) -> Any:
    # An empty registry: a `$ref` to an address must never be fetched.
    return _Validator(tool.parameters, registry=Registry())


def _said(error: ValidationError) -> str:
    where = ".".join(str(step) for step in error.absolute_path)
    return f"{where}: {error.message}" if where else error.message


def _parameter(name: str, part: Any, is_required: bool) -> str:  # noqa: FBT001 - a word of the line
    kind = part.get("type", "any") if isinstance(part, dict) else "any"
    return f"{name} ({kind}, required)" if is_required else f"{name} ({kind})"


def _pattern(
    validator: Any,  # noqa: ARG001 - jsonschema's shape
    pattern: str,
    instance: Any,
    schema: Any,  # noqa: ARG001 - jsonschema's shape
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not regex.search(
        pattern, instance, timeout=_PATTERN_TIMEOUT_S
    ):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_extend: Any = validators.extend
_Validator = _extend(Draft202012Validator, {"pattern": _pattern})
