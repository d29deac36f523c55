"""accounts/<ID>.json: one sample customer each."""

import difflib
from collections.abc import Iterator
from typing import Any

from workbench.domain.account import Account
from workbench.workspace.explain import checked
from workbench.workspace.files import Files
from workbench.workspace.json_text import parse_json
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.record_schema import AccountFile
from workbench.workspace.yaml_file import Loc, parse_yaml


def account_paths(files: Files) -> tuple[str, ...]:
    return tuple(f"accounts/{name}.json" for name in files.names("accounts", ".json"))


def read_account(files: Files, path: str) -> Account:
    text = files.read(path)
    record = parse_json(path, text)
    lines = _Lines(path, text)
    entry = checked(AccountFile, record, path, lines.of)
    problems = list(_near_misses(path, record, lines))
    if problems:
        raise WrongFileError(*problems)
    return Account(id=entry.id, name=entry.name, record=record)


class AccountShelf:
    """All accounts by id, and by path the error of each file that cannot be used."""

    def __init__(self, files: Files) -> None:
        self.accounts: dict[str, Account] = {}
        self.errors: dict[str, WrongFileError] = {}
        self._paths: dict[str, str] = {}
        for path in account_paths(files):
            try:
                self._add(path, read_account(files, path))
            except WrongFileError as error:
                self.errors[path] = error

    def find(self, account_id: str) -> Account:
        path = f"accounts/{account_id}.json"
        if account_id in self.accounts:
            return self.accounts[account_id]
        if path in self.errors:
            raise self.errors[path]
        hint = did_you_mean(account_id, self.accounts, "accounts")
        raise wrong(path, 0, f'there is no account "{account_id}"', hint)

    def _add(self, path: str, account: Account) -> None:
        if account.id in self.accounts:
            message = f'the id "{account.id}" is already taken by {self._paths[account.id]}'
            raise wrong(path, 0, message, "Give each account an id of its own.")
        self.accounts[account.id] = account
        self._paths[account.id] = path


class _Lines:
    """Lines of a JSON text, found only when something is wrong: JSON is YAML too, nearly."""

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text = path, text

    def of(self, loc: Loc) -> int:
        try:
            return parse_yaml(self._path, self._text.replace("\t", "  ")).line_of(loc)
        except WrongFileError:
            return 1


def _near_misses(path: str, record: dict[str, Any], lines: _Lines) -> Iterator[Problem]:
    """A company may add fields of its own, but not a known one with a slip in it."""
    known = list(AccountFile.model_fields)
    for field in record:
        near = difflib.get_close_matches(field, known, n=1, cutoff=0.8)
        if field not in known and near and near[0] not in record:
            message = f'there is no field "{field}" in an account'
            yield Problem(path, lines.of([field]), message, f'Did you mean "{near[0]}"?')
