"""Where the app keeps what is not part of a workspace: platform folders, never the installation."""

import os
from pathlib import Path

import platformdirs

APP = "Support-Bot Workbench"
# Set by tests and by people who want everything in one place.
HOME_VARIABLE = "WORKBENCH_HOME"


def log_folder() -> Path:
    return _folder("logs", platformdirs.user_log_dir(APP, appauthor=False))


def cache_folder() -> Path:
    return _folder("cache", platformdirs.user_cache_dir(APP, appauthor=False))


def settings_folder() -> Path:
    return _folder("settings", platformdirs.user_config_dir(APP, appauthor=False))


def models_folder() -> Path:
    """Where downloaded and dropped models are looked for."""
    return _folder("models", str(Path(platformdirs.user_data_dir(APP, appauthor=False)) / "models"))


def documents_folder() -> Path:
    """Where a first start puts the sample workspace."""
    return _folder("documents", str(Path(platformdirs.user_documents_dir()) / APP))


def _folder(name: str, default: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home) / name if home else Path(default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
