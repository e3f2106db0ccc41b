"""An open workspace in the window: whose it is and which period, the pages at the left, the page chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError, StoreError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.backup.backup_watch import BackupWatch
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.practice_bar import PracticeBar
from ctecs_desktop.ui.submission.question_bar import QuestionBar
from ctecs_desktop.ui.table import Index
from ctecs_desktop.ui.theme import (
    BETWEEN_GROUPS,
    BETWEEN_SECTIONS,
    INSIDE,
    Tone,
    muted_label,
    scaled,
    section_title,
    tokens_of,
)
from ctecs_desktop.ui.workplace import Workplace

NAVIGATION_WIDTH = 172
_SAVED = frozenset({Noun.OBSERVATION, Noun.EXPLANATION, Noun.STRATEGY_UPDATE, Noun.PLAN_DRAFT})


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page that the navigation offers; it is made when it is first gone to.

    ``wakes`` says that it has work to do before anybody looks, such as a folder to watch.
    """

    name: str
    title: str
    icon: str
    make: Callable[[Workplace], Page]
    wakes: Callable[[Workplace], bool] = lambda _workplace: False


class NavigationDelegate(QStyledItemDelegate):
    """A line of the navigation: icon and title, the chosen one on its own colour, a ring while it has the keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, option.fontMetrics.height() + BETWEEN_GROUPS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = tokens_of()
        place = option.rect.adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            has_keys = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(tokens.accent), 2) if has_keys else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 4, 4)
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(sign, QIcon):
            sign.paint(painter, QRect(place.left() + INSIDE, place.top(), SIZE, place.height()))
        painter.setPen(QColor(tokens.text))
        painter.setFont(option.font)
        words = place.adjusted(INSIDE * 2 + SIZE, 0, -INSIDE, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))
        painter.restore()


class WorkspaceView(QWidget):
    """Title line, navigation and pages. ``page_changed`` carries the page now shown."""

    page_changed = Signal(object)

    def __init__(self, workplace: Workplace, kinds: Sequence[PageKind]) -> None:
        super().__init__()
        self.workplace = workplace
        self.kinds = tuple(kinds)
        self._pages: dict[str, Page] = {}
        self.navigation = QListWidget()
        self.navigation.setObjectName("navigation")
        self.navigation.setAccessibleName(_("Pages"))
        self.navigation.setItemDelegate(NavigationDelegate(self.navigation))
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in self.kinds:
            QListWidgetItem(icon(kind.icon), kind.title, self.navigation)
        self.navigation.setFixedWidth(self._navigation_width())
        self._stack = QStackedWidget()
        self.period = QComboBox()
        self.saved = muted_label()
        self.saved.setWordWrap(False)
        self.saved.setAccessibleName(_("Whether everything is saved"))
        self.practice = PracticeBar(workplace)
        self.questions = QuestionBar(workplace)
        self.backups = BackupWatch(workplace, lambda: self.page, self)
        self._lay_out()
        self._fill_periods()
        self.navigation.currentRowChanged.connect(self._go_to_number)
        self.period.currentIndexChanged.connect(self._choose_period)
        workplace.changes.changed.connect(self._take)
        workplace.refused.connect(self._doubt)
        workplace.waiting.connect(lambda: self._say_saved(_("not saved yet"), Tone.WARN))
        workplace.go_to_page.connect(self.go_to)
        workplace.go_to_value.connect(self._show_value)
        workplace.review_wanted.connect(self._show_submission)
        workplace.closing.connect(self._keep_place)
        workplace.period_changed.connect(self._fill_periods)

    @property
    def page(self) -> Page | None:
        """The page now shown."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Page) else None

    @property
    def page_name(self) -> str:
        """The name of the page now shown, as the help and the keys know it."""
        row = self.navigation.currentRow()
        return self.kinds[row].name if row >= 0 else ""

    def go_to(self, name: str) -> Page:
        """Show the page of that name."""
        number = next(number for number, kind in enumerate(self.kinds) if kind.name == name)
        if self.navigation.currentRow() != number:
            self.navigation.setCurrentRow(number)
        return self._pages[name]

    def may_leave(self) -> bool:
        """Whether every page lets the window close; one with something that could not be saved asks."""
        return all(page.may_leave() for page in self._pages.values())

    def has_page(self, name: str) -> bool:
        """Whether this workspace has a page of that name."""
        return any(kind.name == name for kind in self.kinds)

    def _navigation_width(self) -> int:
        """Room for the longest title in the language and size of text in use."""
        self.navigation.ensurePolished()
        longest = max(self.navigation.fontMetrics().horizontalAdvance(kind.title) for kind in self.kinds)
        return max(scaled(NAVIGATION_WIDTH), longest + SIZE + INSIDE * 6)

    def _lay_out(self) -> None:
        self.period.setAccessibleName(_("Reporting period"))
        self.period.setToolTip(_("Reporting period"))
        bar = QFrame()
        bar.setObjectName("title-bar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(BETWEEN_GROUPS, INSIDE, BETWEEN_SECTIONS, INSIDE)
        line.setSpacing(BETWEEN_GROUPS)
        self._name = section_title(self.workplace.organization_name)
        self._name.setWordWrap(False)
        line.addWidget(self._name)
        line.addWidget(self.period)
        line.addStretch(1)
        line.addWidget(self.saved)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self._stack, stretch=1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.practice)
        whole.addWidget(bar)
        whole.addWidget(self.questions)
        whole.addLayout(middle, stretch=1)

    def _fill_periods(self) -> None:
        self.period.blockSignals(True)
        self.period.clear()
        for period in sorted(self.workplace.plan.periods, key=lambda each: (each.school_year, each.quarter)):
            self.period.addItem(period.code, period.code)
        self.period.setCurrentIndex(self.period.findData(self.workplace.period.code))
        self.period.blockSignals(False)

    def _choose_period(self, number: int) -> None:
        code = self.period.itemData(number)
        if code is not None:
            self.workplace.choose_period(self.workplace.plan.period(code))

    def _go_to_number(self, number: int) -> None:
        if number < 0:
            return
        self._keep_place()
        page = self._made(self.kinds[number])
        self._stack.setCurrentWidget(page)
        self.page_changed.emit(page)
        for kind in self.kinds:  # after the page that is wanted, which must not wait for them
            if kind.name not in self._pages and kind.wakes(self.workplace):
                self._made(kind)

    def _made(self, kind: PageKind) -> Page:
        page = self._pages.get(kind.name)
        if page is None:
            page = self._pages[kind.name] = kind.make(self.workplace)
            self._stack.addWidget(page)
        return page

    def _show_value(self, key: ObservationKey) -> None:
        page = self.go_to("entry")
        show = getattr(page, "show_key", None)
        if show is not None:
            show(key)

    def _show_submission(self, digest: str) -> None:
        show = getattr(self.go_to("review"), "show_submission", None)
        if show is not None:
            show(digest)

    def _keep_place(self) -> None:
        """Remember the cell that is left, so that Home can lead back to it, also after a restart."""
        current_row = getattr(self._pages.get("entry"), "current_row", None)
        row = current_row() if callable(current_row) else None
        if row is not None:
            self.workplace.remember_place(row.key)

    def _take(self, changes: Changes) -> None:
        if changes.nouns & _SAVED:
            self._say_saved(_("saved {time}").format(time=_local_time(self.workplace.session.now())), Tone.MUTED)
        if Noun.PLAN in changes.nouns:
            self._fill_periods()
            self._name.setText(self.workplace.organization_name)

    def _doubt(self, error: CtecsError) -> None:
        """What was typed last is not on the disk; the page says why and what to do."""
        if isinstance(error, StoreError):
            self._say_saved(_("not saved"), Tone.BAD)

    def _say_saved(self, text: str, tone: Tone) -> None:
        self.saved.setText(text)
        self.saved.setProperty("tone", tone.value)
        self.saved.style().unpolish(self.saved)
        self.saved.style().polish(self.saved)


def _local_time(recorded: str) -> str:
    return f"{datetime.fromisoformat(recorded).astimezone():%H:%M}"
