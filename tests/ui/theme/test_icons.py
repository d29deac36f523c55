"""The glyphs that the code names are bundled, and no others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import ui
from ui.theme import icons
from ui.theme.tokens import load_tokens

ROLES = load_tokens().colors["light"].keys()
# Where each call has the name of a glyph, if not by the keyword `icon`.
PLACES = {
    "Button": 3,
    "EmptyState": 1,
    "Icon": 1,
    "IconButton": 1,
    "PageCommand": 3,
    "PageSpec": 1,
    "StatusItem": 0,
    "icon": 1,
    "set_icon": 0,
}


def trees() -> Iterator[ast.AST]:
    for path in Path(*ui.__path__).rglob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> set[str]:
    found = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str)}


def own_texts(node: ast.expr) -> set[str]:
    """What the expression can be: a text, or one of two."""
    if isinstance(node, ast.IfExp):
        return own_texts(node.body) | own_texts(node.orelse)
    return texts(node) if isinstance(node, ast.Constant) else set()


def named_in_call(call: ast.Call) -> set[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = PLACES.get(name, len(call.args))
    given = [*call.args[place : place + 1]]
    given += [each.value for each in call.keywords if each.arg == "icon"]
    found = {name for each in given for name in own_texts(each)}
    return found - {""} - ROLES


def named_with_a_role(pair: ast.Tuple) -> set[str]:
    """`("caret-up", "text2")`: a glyph and its colour."""
    match pair.elts:
        case [ast.Constant(value=str(name)), ast.Constant(value=str(role)), *_]:
            return {name} - ROLES if role in ROLES and name.islower() else set()
    return set()


def named_icons() -> set[str]:
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= named_in_call(node)
            elif isinstance(node, ast.Tuple):
                found |= named_with_a_role(node)
    return found


def test_each_glyph_that_the_code_names_is_bundled():
    named = named_icons()
    assert len(named) > 40
    assert named - icons.glyph_names() == set()


def test_each_bundled_glyph_is_named_in_the_code():
    known = {text for tree in trees() for text in texts(tree)}
    assert icons.glyph_names() - known == set()
