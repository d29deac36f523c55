"""The rows of the pickers: customers, bots, models, conversations. Qt-free."""

from collections.abc import Iterable, Sequence

from ui.pages.bench.customer import status
from ui.pages.bench.picker import Pick
from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec

_TONES = {"active": "pass", "trial": "accent", "past due": "warn", "suspended": "fail"}
_TONES |= {"locked": "fail"}


def customers(accounts: Iterable[Account]) -> list[Pick]:
    return [
        Pick(
            each.id,
            each.name,
            each.id,
            status(each),
            _TONES.get(status(each).casefold(), "text3"),
        )
        for each in sorted(accounts, key=lambda account: account.name)
    ]


def bots(known: Iterable[Bot]) -> list[Pick]:
    return [
        Pick(bot.name, bot.title or bot.name, f"{bot.name}, {_strategy(bot)}", bot.model.name)
        for bot in known
    ]


def models(known: Sequence[ModelSpec]) -> list[Pick]:
    return [Pick(each.name, each.name, _where(each), _kind(each)) for each in known]


def _strategy(bot: Bot) -> str:
    extra = " with retrieval" if bot.retrieval else ""
    return bot.strategy.replace("_", " ") + extra


def _where(model: ModelSpec) -> str:
    return model.address or model.path or "Bundled with the app"


def _kind(model: ModelSpec) -> str:
    if model.provider == "scripted":
        return "Scripted"
    return "Local" if model.is_local else "Network"
