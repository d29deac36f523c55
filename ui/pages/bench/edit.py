"""What differs between a bot before and after an edit, in words. Qt-free."""

from dataclasses import dataclass, fields, is_dataclass

from workbench.domain.bot import Bot

_TEXTS = ("prompt.system", "prompt.user")
_WORDS = {
    "system": "system prompt",
    "user": "user prompt",
    "examples": "examples",
    "intents": "examples",
    "top_p": "top p",
    "top_k": "passages",
    "max_tokens": "most tokens",
    "repeat_penalty": "repeat penalty",
    "stop": "stop words",
    "retrieval": "looking up",
    "steps_per_turn": "most steps",
    "deadline_s": "deadline",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """`field`: the only field that differs, `sampling.top_p`, or `several`."""

    field: str
    words: str

    @property
    def is_text(self) -> bool:
        """Written in a field that can undo by itself."""
        return self.field in _TEXTS


def edit_of(before: Bot, after: Bot) -> Edit:
    title = after.title or after.name
    if before.name != after.name:
        return Edit("bot", f"{title} in the place of {before.title or before.name}")
    found = list(_differing(before, after))
    if len(found) != 1:
        return Edit("several", f"Edits of {title}")
    name = found[0].rpartition(".")[2]
    return Edit(found[0], f"{title}, {_WORDS.get(name, name)}")


def _differing(before: object, after: object, inside: str = "") -> list[str]:
    """The fields that differ, those of values inside by their path."""
    found = []
    for each in fields(before) if is_dataclass(before) else ():
        one, other = getattr(before, each.name), getattr(after, each.name)
        if one == other:
            continue
        inner = is_dataclass(one) and type(one) is type(other)
        path = f"{inside}{each.name}"
        found += _differing(one, other, f"{path}.") if inner else [path]
    return found
