"""Which pages a school has and which central office has. Loaded with the first workspace, not with the window."""

from __future__ import annotations

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.annual_report.report_page import ReportPage
from ctecs_desktop.ui.backup.backups_page import BackupsPage
from ctecs_desktop.ui.edsight.edsight_page import EdSightPage
from ctecs_desktop.ui.enrolment.schools_page import SchoolsPage
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.home.home_page import HomePage
from ctecs_desktop.ui.plan.plan_page import PlanPage
from ctecs_desktop.ui.publication.publication_page import PublicationPage
from ctecs_desktop.ui.review.board_page import BoardPage
from ctecs_desktop.ui.review.folder_watcher import is_watching
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.review.review_page import ReviewPage
from ctecs_desktop.ui.rollup.rollup_page import RollupPage
from ctecs_desktop.ui.school_report.school_report_page import SchoolReportPage
from ctecs_desktop.ui.submission.check_page import CheckPage
from ctecs_desktop.ui.submission.sent_page import SentPage
from ctecs_desktop.ui.submission.strategies_page import StrategiesPage
from ctecs_desktop.ui.workspace_view import PageKind


def school_pages() -> list[PageKind]:
    """In the order in which a period goes."""
    return [
        PageKind("home", _("Home"), "home", HomePage),
        PageKind("entry", _("Enter values"), "table", EntryPage),
        PageKind("strategies", _("Strategies"), "note", StrategiesPage),
        PageKind("check", _("Check and sign"), "pen", CheckPage),
        PageKind("sent", _("Sent"), "sent", SentPage),
        PageKind("school-report", _("Our report"), "file", SchoolReportPage),
        PageKind("backups", _("Backups"), "clock", BackupsPage),
    ]


def central_pages() -> list[PageKind]:
    """From what is missing to what it adds up to."""
    return [
        PageKind("board", _("Who has sent"), "schools", BoardPage),
        PageKind("inbox", _("Inbox"), "inbox", InboxPage, wakes=is_watching),
        PageKind("review", _("Review"), "question", ReviewPage),
        PageKind("entry", _("District values"), "table", EntryPage),
        PageKind("check", _("Check and sign"), "pen", CheckPage),
        PageKind("rollup", _("Rollup"), "chart", RollupPage),
        PageKind("report", _("Annual report"), "file", ReportPage),
        PageKind("publication", _("Public edition"), "sent", PublicationPage),
        PageKind("edsight", _("Published figures"), "compare", EdSightPage),
        PageKind("plan", _("Plan"), "pen", PlanPage),
        PageKind("schools", _("Schools and keys"), "key", SchoolsPage),
        PageKind("backups", _("Backups"), "clock", BackupsPage),
    ]
