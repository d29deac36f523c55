"""How people find out what there is: the sheet of keys and the palette, over the real pages."""

import pytest
from PySide6.QtWidgets import QDialog

from ui.widgets.label import Label


def keys(shell):
    """What the sheet of keys of the page says."""
    shell.show_keys()
    sheet = next(each for each in shell.findChildren(QDialog) if each.isVisible())
    texts = [label.text() for label in sheet.findChildren(Label)]
    sheet.close()
    return texts


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("bench", ("Edit the last message, in the empty field", "Save as test case")),
        ("grid", ("Move the cell", "Open the cell", "Label pass", "Next difference")),
    ],
)
def test_the_sheet_of_keys_has_those_of_widgets_and_of_the_window_too(shell, page, texts):
    shell.open_page(page)
    everywhere = ("Find any command", "Pages in the order of the rail", "Settings", "Undo",
                  "Stop, then close, then clear")  # fmt: skip
    assert {*texts, *everywhere} <= set(keys(shell))


def test_a_palette_without_a_match_says_so_and_shrinks(shell):
    shell.open_palette()
    palette = shell.palette_box
    assert not palette.none.isVisible()
    full = palette._box.height()
    palette.field.setText("zzzzz")
    assert palette.found() == []
    assert palette.none.text() == "No command fits. Try fewer letters."
    assert palette.none.isVisible()
    assert palette._box.height() < full
    palette.field.setText("undo")
    assert not palette.none.isVisible()
    assert "Undo" in palette.found()
    palette.close_palette()
