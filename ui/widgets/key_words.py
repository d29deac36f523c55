"""States of keys in words. A key itself is never shown, not even partly. Qt-free."""

from ui.theme.status import StatusKind
from workbench.domain.key_state import KeyState


def key_words(key: KeyState) -> tuple[StatusKind, str]:
    if key.refused:
        return "fail", f"Key refused, HTTP {key.refused}"
    match key.origin:
        case "keychain":
            return "pass", "Key in the system keychain"
        case "environment":
            return "pass", f"From {key.variable}"
        case "session":
            return "warn", "This session only"
        case "none":
            return ("idle", "No key") if key.variable else ("idle", "Needs none")


def key_tip(key: KeyState) -> str:
    """What comes first, where several could."""
    if key.origin == "session" and key.variable:
        return f"Comes before {key.variable}, which is set too"
    if key.origin == "environment":
        return "The environment comes before the keychain; it is never stored"
    if key.origin == "session":
        return "Forgotten when the app is closed"
    if key.origin == "none" and key.variable:
        return f"Add a key, or start the app with {key.variable} in its environment"
    return ""


def models_words(key: KeyState) -> str:
    return f"{key.models} {'model' if key.models == 1 else 'models'}" if key.models else "–"
