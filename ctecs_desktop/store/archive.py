"""Files kept verbatim under the digest of their bytes, each once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreDamaged, StoreError

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store


def keep(store: Store, content: bytes, file_digest: str) -> int:
    """Keep ``content``, inside a transaction, and give its number.

    Raises ``StoreError("archive.digest")`` where ``file_digest`` is not that of ``content``: a record that names
    other bytes than it keeps would be worth nothing.
    """
    digest = sha256(content).digest()
    if digest.hex() != file_digest:
        raise StoreError("archive.digest", path=str(store.path), named=file_digest, found=digest.hex())
    rows = store.query("SELECT id FROM archive WHERE digest = ?", (digest,))
    if rows:
        number: int = rows[0][0]
        return number
    return store.execute("INSERT INTO archive (digest, content) VALUES (?, ?)", (digest, content))


def verify_archive(store: Store) -> None:
    """Compare every kept file with its digest; raises ``StoreDamaged`` naming the digest."""
    for (number,) in store.query("SELECT id FROM archive"):
        # One at a time: all the workbooks of many years need not lie in memory together.
        ((digest, content),) = store.query("SELECT digest, content FROM archive WHERE id = ?", (number,))
        if sha256(content).digest() != digest:
            raise StoreDamaged("store.damaged", path=str(store.path), check="archive", detail=digest.hex())
