"""The bytes of files that were refused, for whoever has to look into one."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import refused_files


def save_refused(session: Session, digest: str, out: Path) -> Path:
    """Write the bytes of a refused file as they came; ``digest`` is the beginning of its digest.

    Raises ``NotAllowed("refused.no_such_file")`` (``digest``, ``found``) where none or several begin so, or where the
    bytes could not be read when it was refused.
    """
    session.require(WorkspaceRole.CENTRAL)
    matches = refused_files.digests_beginning_with(session.store, digest)
    content = refused_files.refused_workbook(session.store, matches[0]) if len(matches) == 1 else None
    if content is None:
        raise NotAllowed("refused.no_such_file", digest=digest, found=len(matches))
    return write_file_atomically(out, content)
