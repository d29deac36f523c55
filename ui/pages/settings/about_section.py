"""What this is, and whose work it stands on."""

from ui.pages.settings.diagnostics import PACKAGE, installed, third_party
from ui.pages.settings.section import Section
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import Column, RowTableModel
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label

_Package = tuple[str, str, str]
_TABLE = 232
# Not Python packages of their own.
_BUNDLED: tuple[_Package, ...] = (("Phosphor icons", "2", "MIT"),)


class AboutSection(Section):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "About")
        self.rows = RowTableModel[_Package](_COLUMNS, lambda each: each[0], self)
        self.table = DataTable(theme, self.rows, "Third-party licences", ROW_DENSE)
        self.table.setFixedHeight(_TABLE)
        self.table.hide()
        self.show_button = Button(theme, "Show third-party licences", icon="list-dashes")
        self.add(Label(f"Support-Bot Workbench {installed(PACKAGE)}", "body", "text", 600))
        self.add(Label("Licence Apache-2.0", "small", "text2"))
        self.add_row(self.show_button)
        self.add(self.table)
        self.show_button.clicked.connect(self.show_licences)

    def show_licences(self) -> None:
        """Read what the packages say of themselves; only when somebody asks."""
        if not self.rows.total:
            self.rows.set_rows([*third_party(), *_BUNDLED])
        shown = self.table.isHidden()
        self.table.setVisible(shown)
        word = "Hide" if shown else "Show"
        self.show_button.set_text(f"{word} third-party licences")


_COLUMNS = (
    Column[_Package]("Package", lambda each: each[0], bold=True, width=190),
    Column[_Package]("Version", lambda each: each[1], width=110, style="mono"),
    Column[_Package]("Licence", lambda each: each[2], width=200, stretch=True),
)
