"""What a file seems to be, said for a person whose file was not accepted; never the ground of a verdict."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.wording.plain import filled
from ctecs_desktop.wording.told import said

EXPLANATIONS: Mapping[str, str] = {
    "empty_file": said("The file is empty."),
    "pdf": said("It looks like a PDF document. Send the workbook itself, not a print of it."),
    "picture": said("It looks like a picture. Send the workbook itself."),
    "rich_text": said("It looks like a text document (RTF)."),
    "database": said("It looks like a database, perhaps a workspace of this program. Send the exported workbook."),
    "other_archive": said("It looks like a packed archive. Unpack it first."),
    "web_page": said("It looks like a web page, perhaps a sign-in page saved instead of the file."),
    "xml": said("It looks like an XML file."),
    "text": said("It looks like plain text or a CSV file. Values of your own are entered, not imported."),
    "old_excel": said("It looks like a workbook of the old Excel format (.xls)."),
    "password_protected": said("It looks like a workbook with a password. Take the password away."),
    "old_office": said("It looks like an old Office document."),
    "unknown": said("It is of no kind that is known here."),
    "truncated_zip": said("It looks like a file that was cut short while it was copied or sent."),
    "damaged_zip": said("It looks like a workbook that was damaged on its way."),
    "other_zip": said("It looks like a ZIP archive. Unpack it first."),
    "word_document": said("It looks like a Word document."),
    "presentation": said("It looks like a PowerPoint presentation."),
    "open_document": said("It looks like an OpenDocument file, as LibreOffice saves by default."),
    "binary_workbook": said("It looks like a binary workbook (.xlsb)."),
    "macro_workbook": said("It looks like a workbook with macros (.xlsm)."),
    "signed": said("It looks like a signed workbook."),
    "saved_by_libreoffice": said("It seems to have been saved again by LibreOffice."),
    "saved_by_excel": said("It seems to have been saved again by Excel."),
    "saved_by_other": said("It seems to have been saved again by {application}."),
    "no_signature": said("It looks like a workbook that was never signed."),
}
"""Sentences by the kinds that the classifier names."""

_SAYS_NOTHING_NEW = frozenset({"signed", "unknown"})


def explanation_text(kind: str, application: str | None) -> str:
    """What a file of that kind seems to be; "" where that would tell nobody anything."""
    if kind not in EXPLANATIONS or kind in _SAYS_NOTHING_NEW:
        return ""
    return filled(EXPLANATIONS[kind], {"application": application or ""})
