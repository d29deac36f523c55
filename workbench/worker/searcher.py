"""Who searches where no bot does."""

from workbench.domain.bot import Bot, ModelSpec, Prompt

# Its model is never asked.
SEARCHER = Bot("search", ModelSpec("nobody", "scripted"), Prompt("search", ""))
