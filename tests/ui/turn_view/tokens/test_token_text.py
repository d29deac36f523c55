from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from ui.turn_view.tokens.marks import token_marks
from ui.turn_view.tokens.token_text import TokenText, as_plain
from workbench.domain.token import Token

WORDS = ("Your", " account", " 🦜", "\n", " is")


def shown(theme, qtbot):
    made = TokenText(theme, "Tokens")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    made.show_marks(token_marks([Token(n, text, "") for n, text in enumerate(WORDS)]))
    return made


def test_what_is_copied_is_the_text_without_the_signs(theme, qtbot):
    text = shown(theme, qtbot)
    text.selectAll()
    assert text.createMimeDataFromSelection().text() == "".join(WORDS)
    cursor = text.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(7, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    assert text.createMimeDataFromSelection().text() == " account"


def test_arrow_keys_choose_tokens_and_stop_at_the_ends(theme, qtbot):
    text = shown(theme, qtbot)
    seen = []
    text.token_chosen.connect(seen.append)
    for key in [Qt.Key.Key_Right] * 7 + [Qt.Key.Key_Left]:
        qtbot.keyClick(text, key)
    assert seen == [0, 1, 2, 3, 4, 4, 4, 3]
    assert "id 3" in text.accessibleDescription()


def test_a_click_chooses_the_token_below(theme, qtbot):
    text = shown(theme, qtbot)
    cursor = QTextCursor(text.document())
    cursor.setPosition(8)
    point = text.cursorRect(cursor).center()
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert text.chosen == 1


def test_markup_in_a_token_stays_text():
    assert as_plain("<img src='http://x'>\nid 1") == (
        "<qt>&lt;img src=&#x27;http://x&#x27;&gt;<br>id 1</qt>"
    )
