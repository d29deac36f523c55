"""Where the expressions of a tool run: they read the record, and cannot run away or break out."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError, Undefined, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workbench.domain.expression import EXPRESSION_FILTERS
from workbench.errors import ToolFailedError

LONGEST_TEXT = 10_000
LONGEST_RANGE = 1_000
_LARGEST_NUMBER = 10**18
_MOST_VALUES = 20_000
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset({"lower", "upper", "title", "capitalize", "strip", "lstrip", "rstrip"})
    | {"startswith", "endswith", "removeprefix", "removesuffix", "isdigit", "count", "find"}
    | {"split"},
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"index", "count"}),
}
# What an expression may raise over a record that is not as its author thought.
_SLIPS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> None:
        """`format` is refused: it can be asked for a billion spaces."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - Jinja's
        return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        _check_operands(operator, left, right)
        return _check_size(super().call_binop(context, operator, left, right))


def money(amount: object) -> str:
    """Text with two decimals, rounded half up."""
    return str(Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
    """A JSON value; what is undefined is None. Raises `ToolFailedError`."""
    try:
        return to_json(_compiled(expression)(names))
    except _SLIPS as error:
        raise _failed(expression, error) from None


def locate(expression: str, names: Mapping[str, Any]) -> Any:
    """Like `evaluate`, but the object itself and no copy of it, so that it can be changed."""
    try:
        return _compiled(expression)(names)
    except _SLIPS as error:
        raise _failed(expression, error) from None


def render(template: str, names: Mapping[str, Any]) -> str:
    """Text with {{ expressions }} in it; loops are refused. Raises `ToolFailedError`."""
    try:
        if next(_environment.parse(template).find_all((nodes.For, nodes.Macro)), None):
            raise SecurityError("loops and macros are not allowed here")
        return _environment.from_string(template).render(names)
    except _SLIPS as error:
        raise _failed(template, error) from None


def to_json(value: Any) -> Any:
    """A copy made of what JSON has; amounts become text. Raises `ValueError` for a huge one."""
    return _Copier().of(value)


class _Copier:
    """Counts as it copies: a small expression can name one list a thousand times."""

    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def of(self, value: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise ValueError(f"the result has more than {_MOST_VALUES} values")
        if value is None or isinstance(value, str | int | float):
            return value
        if isinstance(value, Undefined):
            return None
        if isinstance(value, Decimal):
            return str(value)
        if isinstance(value, Mapping):
            return {str(key): self.of(inner) for key, inner in value.items()}
        return [self.of(item) for item in value]


def _failed(expression: str, error: Exception) -> ToolFailedError:
    shown = expression if len(expression) <= 80 else expression[:80] + "…"
    return ToolFailedError(
        f"The tool's expression `{shown}` could not be worked out: {error}",
        "Correct the expression in the tool's file.",
    )


def _check_operands(operator: str, left: Any, right: Any) -> None:
    numbers = isinstance(left, int | float | Decimal) and isinstance(right, int | float | Decimal)
    if operator != "+" and not numbers:
        raise SecurityError(f"{operator} is for numbers only")
    if operator == "**" and (abs(left) > LONGEST_RANGE or abs(right) > 10):
        raise SecurityError("this power is too large")


def _check_size(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > LONGEST_TEXT:
        raise SecurityError(f"this is longer than {LONGEST_TEXT}")
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        raise SecurityError("this number is too large")
    return value


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise SecurityError(f"a range may have at most {LONGEST_RANGE} numbers")
    return numbers


def _text(value: object) -> str:
    return str(_check_size(str(to_json(value))))


def _replace(value: object, old: str, new: str) -> str:
    text = _text(value)
    if text.count(old) * len(new) > LONGEST_TEXT:
        raise SecurityError(f"this is longer than {LONGEST_TEXT}")
    return text.replace(old, new)


def _sandbox() -> _Sandbox:
    environment = _Sandbox()
    own: dict[str, Callable[..., Any]] = {"money": money, "string": _text, "replace": _replace}
    environment.filters = {
        name: own.get(name) or environment.filters[name] for name in EXPRESSION_FILTERS
    }
    environment.globals.clear()
    environment.globals.update(range=_short_range, dict=dict, money=money)
    return environment


_environment = _sandbox()


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> TemplateExpression:
    return _environment.compile_expression(expression)
