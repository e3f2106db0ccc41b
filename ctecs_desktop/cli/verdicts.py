"""A verdict on a file, as the document that scripts rely on and as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import (
    explanation_text,
    printable,
    validity_text,
    verdict_reason_text,
    verdict_text,
    workbook_kind_text,
)

if TYPE_CHECKING:
    from ctecs_desktop.cli.terminal import Terminal
    from ctecs_desktop.services.intake import ImportedFile
    from ctecs_desktop.services.verification import FileVerdict

MARKS = {Verdict.ACCEPTED: "✓", Verdict.HELD: "?", Verdict.REFUSED: "✕"}


def reason_of(verdict: FileVerdict) -> str:
    """Why the file got its verdict, and what it seems to be where that helps."""
    reason = verdict_reason_text(verdict.code, verdict.error, in_terminal=True)
    seems = verdict.explanation
    more = explanation_text(seems.kind, seems.application) if seems is not None else ""
    return f"{reason} {more}".rstrip()


def verdict_document(verdict: FileVerdict) -> dict[str, object]:
    """One element of what ``ctecs verify --json`` prints; scripts rely on its keys."""
    return {
        "file": verdict.file,
        "verdict": verdict.verdict.value,
        "code": verdict.code,
        "reason": reason_of(verdict),
        "kind": verdict.kind.value if verdict.kind else None,
        "school": verdict.school or None,
        "period": verdict.period or None,
        "revision": verdict.revision or None,
        "signer": verdict.signer or None,
        "package_signature": verdict.package_signature,
        "seal": verdict.seal,
        "changed": [
            {"sheet": each.sheet, "cell": each.cell, "signed": each.signed, "found": each.found}
            for each in verdict.changed
        ],
    }


def import_document(imported: ImportedFile) -> dict[str, object]:
    """One element of what ``ctecs import --json`` prints; scripts rely on its keys."""
    verdict = imported.verdict
    return {
        "file": verdict.file,
        "verdict": verdict.verdict.value,
        "code": verdict.code,
        "reason": reason_of(verdict),
        "new": imported.new,
        "changed": imported.changed,
        "same": imported.same,
        "conflicting": imported.conflicting,
        "state": imported.state,
        "findings": len(imported.findings),
        "digest": verdict.values.received.digest if verdict.values else None,
    }


def tell_verdict(terminal: Terminal, verdict: FileVerdict) -> None:
    """The same for a person."""
    terminal.say(f"{MARKS[verdict.verdict]} {verdict.file}: {verdict_text(verdict.verdict)} [{verdict.code}]")
    facts = [workbook_kind_text(verdict.kind)] if verdict.kind else []
    facts += [printable(fact) for fact in (verdict.school, verdict.period) if fact]
    if verdict.revision:
        facts.append(_("revision {revision}").format(revision=verdict.revision))
    if verdict.signer:
        facts.append(_("signed by {signer}").format(signer=printable(verdict.signer)))
    if facts:
        terminal.say(" · ".join(facts), indent="    ")
    if verdict.kind is not None:
        terminal.say(_signatures(verdict), indent="    ")
    terminal.say(reason_of(verdict), indent="    ")
    rows = [[f"{each.sheet}!{each.cell}", each.signed, each.found] for each in verdict.changed]
    terminal.table([_("Cell"), _("Signed"), _("Found")], rows)
    terminal.say()


def _signatures(verdict: FileVerdict) -> str:
    package = _("package signature: {found}").format(found=validity_text(verdict.package_signature))
    if verdict.kind is not WorkbookKind.SUBMISSION:
        return package  # only submissions have a seal
    return package + " · " + _("seal: {found}").format(found=validity_text(verdict.seal))
