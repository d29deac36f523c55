"""workbench.yaml: the workspace's name, company, date, roles, defaults, prices and budgets."""

import datetime
from dataclasses import dataclass, field

from workbench.domain.price import Price
from workbench.domain.spending import Budgets
from workbench.workspace.explain import validated
from workbench.workspace.files import SETTINGS_PATH, Files
from workbench.workspace.schema import SettingsFile
from workbench.workspace.yaml_file import parse_yaml


@dataclass(frozen=True, slots=True)
class Settings:
    """`roles`: the audiences that each role may read. `fixed_today`: empty for the real date.

    `prices`: by the name or the remote name of a model. `cache_mb`: how much answers that bots keep
    may take.
    """

    name: str
    company: str = ""
    fixed_today: str = ""
    default_bot: str = ""
    default_account: str = ""
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    prices: dict[str, Price] = field(default_factory=dict)
    budgets: Budgets = field(default_factory=Budgets)
    cache_mb: int = 100

    @property
    def today(self) -> str:
        """ISO."""
        return self.fixed_today or datetime.datetime.now().astimezone().date().isoformat()


def read_settings(files: Files) -> Settings:
    entry = validated(SettingsFile, parse_yaml(SETTINGS_PATH, files.read(SETTINGS_PATH)))
    return Settings(
        name=entry.name,
        company=entry.company,
        fixed_today=entry.today or "",
        default_bot=entry.default_bot,
        default_account=entry.default_account,
        roles={role: tuple(audiences) for role, audiences in entry.roles.items()},
        questions=tuple(entry.questions),
        prices={
            name: Price(each.input, each.output, each.cached_input)
            for name, each in entry.prices.items()
        },
        cache_mb=entry.cache_mb,
        budgets=Budgets(entry.budgets.run, entry.budgets.day, entry.budgets.workspace),
    )
