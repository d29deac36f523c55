"""The sheet in which the bot of a column is edited; its next turn uses the edits at once."""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from ui.pages.bench.chat import Chat
from ui.pages.bench.editor.examples_tab import ExamplesTab
from ui.pages.bench.editor.model_tab import ModelTab
from ui.pages.bench.editor.prompt_tab import PromptTab
from ui.pages.bench.editor.routes_tab import RoutesTab
from ui.pages.bench.editor.save_row import SaveRow
from ui.pages.bench.editor.settings_tab import SettingsTab
from ui.pages.bench.editor.tab import EditorTab
from ui.pages.bench.state import LETTERS
from ui.session import Session
from ui.theme.theme import Theme
from ui.turn_view.answer_states import UnsavedDot
from ui.turn_view.sheet import Sheet
from ui.widgets.badge import VariantBadge
from ui.widgets.label import horizontal_line
from ui.widgets.segmented import SegmentedControl
from workbench.commands import AddModel, PreviewPrompt, ReloadWorkspace, SaveBot
from workbench.domain.bot import Bot, ModelSpec
from workbench.messages import Message, Refused, Saved

PREVIEW_AFTER_MS = 300
TABS = (
    ("prompt", "Prompt"),
    ("examples", "Examples"),
    ("settings", "Settings"),
    ("routes", "Routes"),
    ("model", "Model"),
)


class EditorSheet(Sheet):
    def __init__(self, theme: Theme, session: Session, chat: Chat, place: int) -> None:
        super().__init__(theme, "Edit bot")
        self._session, self._chat, self._place = session, chat, place
        self._saving: Bot | None = None
        self._adding: ModelSpec | None = None
        self._preview_id = ""
        self.prompt, self.examples = PromptTab(theme), ExamplesTab(theme)
        self.settings, self.model = SettingsTab(theme), ModelTab(theme)
        self.routes = RoutesTab(theme)
        self.pages: dict[str, EditorTab] = {
            "prompt": self.prompt,
            "examples": self.examples,
            "settings": self.settings,
            "model": self.model,
            # After the model: its own model is not its strong one.
            "routes": self.routes,
        }
        self.tabs = SegmentedControl(theme, "Parts of the bot", TABS, small=True)
        self.dot = UnsavedDot(theme)
        self.save_row = SaveRow(theme)
        self._preview = QTimer(self)
        self._preview.setSingleShot(True)
        self._preview.setInterval(PREVIEW_AFTER_MS)
        self._lay_out(theme)
        self._connect()
        self._show_bot()
        self.ask_preview()

    @property
    def bot(self) -> Bot:
        return self._chat.state.columns[self._place].bot

    @property
    def saved_bot(self) -> Bot | None:
        return self._session.state.bots.get(self.bot.name)

    @property
    def is_edited(self) -> bool:
        return self.bot != self.saved_bot

    def open_tab(self, name: str) -> None:
        self.tabs.set_current(name)
        self.stack.setCurrentWidget(self.pages[name])

    def take_file(self, path: str) -> None:
        """A GGUF file that was dropped on the window."""
        self.open_tab("model")
        self.model.take_file(path)

    def ask_preview(self) -> None:
        """Have the worker fill the templates in, with the question that is on the screen."""
        given = self._chat.state.preview_input(self._place, self._question())
        self._preview_id = self._session.ask(
            lambda request_id: PreviewPrompt(request_id, given), self._on_previewed
        )

    # Making

    def _lay_out(self, theme: Theme) -> None:
        self.add_to_head(VariantBadge(theme, LETTERS[self._place], 18), first=True)
        self.add_to_head(self.dot)
        self.add_to_head(self.tabs)
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.body.addWidget(self.stack, 1)
        self.add_foot(horizontal_line(), self.save_row)

    def _connect(self) -> None:
        self.tabs.current_changed.connect(self.open_tab)
        self._preview.timeout.connect(self.ask_preview)
        for page in self.pages.values():
            page.edited.connect(self._on_edited)
        self.model.add_requested.connect(self._on_add_model)
        self.save_row.save_requested.connect(self._on_save)
        self.save_row.copy_requested.connect(self._on_save_copy)
        self.save_row.overwrite_requested.connect(self._on_overwrite)
        self.save_row.reload_requested.connect(self._on_reload)
        self.save_row.discard_requested.connect(self._on_discard)
        self.save_row.new_requested.connect(self._on_save_new)
        self._session.workspace_changed.connect(self._on_workspace_changed)
        self._chat.edits.put_back.connect(self._on_put_back)

    # Showing

    def _show_bot(self) -> None:
        self._show_models()
        for page in self.pages.values():
            page.show_bot(self.bot)
        self._show_edited()

    def _show_models(self) -> None:
        self.model.show_models(self._session.state.models)
        self.routes.show_models(self._session.state.models)

    def _show_edited(self) -> None:
        self.set_title(self.bot.title or self.bot.name)
        self.dot.setVisible(self.is_edited)
        self.save_row.show_edited(is_edited=self.is_edited)
        self.save_row.show_shared("prompt", self._changed_too())

    def _changed_too(self) -> list[str]:
        """Other bots that a save of the edited prompt would change."""
        bot, saved = self.bot, self.saved_bot
        if saved is None or bot.prompt == saved.prompt:
            return []
        others = (each for each in self._session.state.bots.values() if each.name != bot.name)
        return [each.title or each.name for each in others if each.prompt.name == bot.prompt.name]

    def _question(self) -> str:
        state, listing = self._chat.state, self._session.state.listing
        if state.questions:
            return state.question
        return listing.questions[0] if listing and listing.questions else "Hello"

    # Slots

    def _on_edited(self) -> None:
        bot = self.bot
        for page in self.pages.values():
            bot = page.applied(bot)
        if bot != self.bot:
            self._chat.edits.change(self._place, bot)
            self._show_edited()
            self._preview.start()

    def _on_previewed(self, message: Message) -> None:
        if getattr(message, "request_id", "") == self._preview_id:
            self.prompt.take(message)

    def _on_save(self) -> None:
        self._save()

    def _on_overwrite(self) -> None:
        self._save(overwrite=True)

    def _on_save_copy(self) -> None:
        self._save(own_files=True)

    def _save(self, *, overwrite: bool = False, own_files: bool = False) -> None:
        self._saving = bot = self.bot
        base = self._chat.edits.bases.get(bot.name, self.saved_bot)
        self._session.ask(
            lambda request_id: SaveBot(
                request_id, bot, overwrite=overwrite, base=base, own_files=own_files
            ),
            self._on_saved,
        )

    def _on_save_new(self, name: str) -> None:
        original = self.bot.name
        if name in self._session.state.bots:
            self._show_taken(f'There is already a bot called "{name}".')
            return
        self._saving = bot = replace(self.bot, name=name, title=name)
        self._session.ask(
            lambda request_id: SaveBot(request_id, bot, as_new=True, original=original),
            self._on_saved,
        )

    def _on_saved(self, message: Message) -> None:
        if isinstance(message, Refused):
            self._show_refusal(message)
        elif isinstance(message, Saved) and self._saving:
            self.save_row.clear()
            self._chat.edits.saved(self._place, self._saving)
            self._session.told.emit(message.sentence, message.change_id)
            self._show_bot()

    def _show_refusal(self, refused: Refused) -> None:
        is_new = self._saving is not None and self._saving.name != self.bot.name
        if is_new and refused.is_conflict:
            self._show_taken(refused.message)
        else:
            sentence = refused.line
            self.save_row.show_refusal(sentence, is_conflict=refused.is_conflict)

    def _show_taken(self, fact: str) -> None:
        """What another bot's files hold stays: only another name helps."""
        self.save_row.show_refusal(f"{fact} Choose another name.", is_conflict=False)
        self.save_row.name.setFocus()

    def _on_reload(self) -> None:
        """Take what the file says now, and let go of the edits."""
        self._chat.edits.discard(self._place)
        self._session.send(ReloadWorkspace())
        self.save_row.clear()
        self._show_bot()

    def _on_discard(self) -> None:
        self._chat.edits.discard(self._place)
        self.save_row.clear()
        self._show_bot()
        self._preview.start()

    def _on_put_back(self, place: int) -> None:
        if place == self._place:
            self._show_bot()
            self._preview.start()

    def _on_add_model(self, model: ModelSpec) -> None:
        self._adding = model
        self._session.ask(lambda request_id: AddModel(request_id, model), self._on_added)

    def _on_added(self, message: Message) -> None:
        if isinstance(message, Refused):
            self.model.bar.show_message("fail", message.line)
        elif isinstance(message, Saved) and self._adding:
            self.model.bar.hide()
            self.model.choose(self._adding)
            self._session.told.emit(message.sentence, message.change_id)

    def _on_workspace_changed(self) -> None:
        """Files changed: show them where this bot has no edits of its own."""
        if self._place < len(self._chat.state.columns):
            if not self.is_edited:
                self._show_bot()
            else:
                self._show_models()
                self._show_edited()
