"""The words of a tool's expressions: names that have a value, and filters that may be used."""

# Besides the tool's own arguments.
EXPRESSION_NAMES = frozenset({"account", "today", "next_id", "money"})
EXPRESSION_FILTERS = frozenset(
    {"abs", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items"}
    | {"join", "last", "length", "list", "lower", "map", "max", "min", "money", "reject", "replace"}
    | {"rejectattr", "reverse", "round", "select", "selectattr", "sort", "string", "sum", "title"}
    | {"trim", "unique", "upper"}
)
