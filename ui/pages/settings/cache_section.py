"""Answers that bots keep: how many, forgotten, and checked."""

from PySide6.QtWidgets import QPlainTextEdit

from ui.pages.settings.cache_words import audit_words, cache_words, hit_words
from ui.pages.settings.section import Section
from ui.session import Session
from ui.theme import fonts
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.message_bar import MessageBar
from ui.widgets.progress import ProgressBar
from workbench.messages import Message, Refused
from workbench.projections.cache_audit import AuditedHit, CacheAudit
from workbench.spending_commands import AuditCache, ClearCache, MeasureCache, StopAudit
from workbench.spending_messages import CacheAudited, CacheMeasured

SAMPLES = (10, 20, 50, 100)
_FOUND_HEIGHT = 150


class CacheSection(Section):
    def __init__(self, session: Session) -> None:
        note = "Bots with a cache give answers again, to the same account and role only."
        super().__init__(session.theme, "Kept answers", note)
        self._session = session
        self._hits: list[AuditedHit] = []
        self.is_auditing = False
        self.kept = Label("Counting", "body", "text2")
        self.clear_button = Button(self.theme, "Forget them", icon="trash")
        self.sample = DropDown(
            self.theme, "Check", [Option(str(many), f"{many} answers") for many in SAMPLES]
        )
        self.audit_button = Button(self.theme, "Make them anew", icon="check-circle")
        self.stop_button = Button(self.theme, "Stop", icon="stop")
        self.progress = ProgressBar(self.theme, "Making answers anew")
        self.bar = MessageBar(self.theme, closable=True)
        self.result = Label("", "body").wrapped().selectable()
        self.found = QPlainTextEdit()
        self._lay_out()
        self._connect()
        self._show()

    def refresh(self) -> None:
        self._session.send(MeasureCache())

    def stop(self) -> None:
        if self.is_auditing:
            self._session.send(StopAudit())

    def _lay_out(self) -> None:
        self.found.setReadOnly(True)
        self.found.setFont(fonts.font("small"))
        self.found.setAccessibleName("Wrong answers")
        self.found.setFixedHeight(_FOUND_HEIGHT)
        tip = "Has answers that were given again made anew, and compares: it may cost money"
        self.audit_button.setToolTip(tip)
        self.add_row(self.kept)
        self.add_row(self.clear_button, 12, self.sample, self.audit_button, self.stop_button)
        for widget in (self.progress, self.bar, self.result, self.found):
            self.add(widget)

    def _connect(self) -> None:
        self.clear_button.clicked.connect(self._on_clear)
        self.audit_button.clicked.connect(self._on_audit)
        self.stop_button.clicked.connect(self.stop)
        self._session.messages_arrived.connect(self._on_messages)

    def _show(self) -> None:
        self.progress.setVisible(self.is_auditing)
        self.stop_button.setVisible(self.is_auditing)
        self.audit_button.setEnabled(not self.is_auditing)
        self.clear_button.setEnabled(not self.is_auditing)
        self.result.setVisible(bool(self.result.text()))
        self.found.setVisible(bool(self.found.toPlainText()))

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, CacheMeasured):
                self.kept.setText(cache_words(message))

    def _on_clear(self) -> None:
        self._session.send(ClearCache())
        self._session.told.emit("All kept answers are forgotten", "")

    def _on_audit(self) -> None:
        self._hits, self.is_auditing = [], True
        self.bar.hide()
        self.result.setText("")
        self.found.setPlainText("")
        self.progress.set_share(0.0)
        many = int(self.sample.value)
        self._session.ask(lambda asked: AuditCache(asked, many), self._on_audited)
        self._show()

    def _on_audited(self, answer: Message) -> None:
        match answer:
            case CacheAudited(hit=AuditedHit() as hit):
                self._hits.append(hit)
                self.progress.set_share(answer.done / max(1, answer.total))
            case CacheAudited():
                self._end(CacheAudit(tuple(self._hits), answer.cost_usd))
            case Refused():
                self.bar.show_message("fail", answer.line)
                self._end(CacheAudit(tuple(self._hits)))

    def _end(self, audit: CacheAudit) -> None:
        self.is_auditing = False
        self.result.setText(audit_words(audit))
        told = [hit for hit in audit.hits if hit.difference or hit.problem]
        self.found.setPlainText("\n\n".join(hit_words(hit) for hit in told))
        self._show()
        self.refresh()
