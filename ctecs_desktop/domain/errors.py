"""The errors a person may meet: each carries a stable code and parameters, never a sentence.

The sentence belongs to ``wording.problem_text``. Whatever is not one of these is a bug.
"""

from __future__ import annotations


class CtecsError(Exception):
    """An expected refusal: told plainly, with what is safe and what to do next.

    ``code`` is a stable dotted name such as ``"value.not_a_number"``; ``params`` are the facts its
    sentence needs.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __reduce__(self) -> tuple[object, ...]:
        """An error crosses from one process to another with its facts."""
        return _raised_elsewhere, (type(self), self.code, self.params)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({facts})" if facts else self.code


def _raised_elsewhere(kind: type[CtecsError], code: str, params: dict[str, object]) -> CtecsError:
    return kind(code, **params)


class ValueRejected(CtecsError):
    """A typed or imported value cannot be taken as a value of its measure."""


class NotAllowed(CtecsError):
    """The act does not fit the state of things, such as a change after sign-off."""


class ValueMovedOn(CtecsError):
    """What is stored is no longer what the caller had before its eyes."""


class PlanInvalid(CtecsError):
    """A plan file or plan workbook breaks the schema; params name file, line and reason."""


class StoreError(CtecsError):
    """The workspace file cannot do what was asked."""


class StoreBusy(StoreError):
    """Another process owns the store or holds its lock."""


class StoreDamaged(StoreError):
    """Integrity, history chain or replay disagree with what the file says."""


class StoreTooNew(StoreError):
    """The file was written by a newer program; it is left untouched."""


class StoreFull(StoreError):
    """The disk is full or cannot be written; nothing was changed."""


class ExchangeError(CtecsError):
    """A file that enters or leaves cannot be taken or written."""


class NotAWorkbook(ExchangeError):
    """The bytes are not a workbook that may be opened: wrong type, damaged, hostile container."""


class WrongTemplate(ExchangeError):
    """A workbook, but not laid out as one of ours, or for another district, school or plan."""


class SignatureInvalid(ExchangeError):
    """A signature is broken, incomplete or made in a way that proves nothing."""


class SignerUnknown(ExchangeError):
    """The signature holds, but its key is not trusted for what it signed."""


class FileUnwritable(ExchangeError):
    """A file could not be written; the file of that name, if any, is as it was."""


class KeyLocked(ExchangeError):
    """The passphrase does not open the key, or the key file is damaged."""


class PublicationRefused(CtecsError):
    """A release would let a reader learn about a few people, or is not declared in a way that can be judged."""


class MachineLacks(CtecsError):
    """The machine lacks something the program needs (a system library, a program)."""


class Cancelled(Exception):
    """The person asked to stop; whole items done so far are kept."""
