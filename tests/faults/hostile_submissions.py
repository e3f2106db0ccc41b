"""All hostile submissions by name: a registry that other tests extend.

A new attack is one function with ``@submission_case`` in one of the modules below, or in a module of its own; those of
the container and the package are in ``hostile_packages`` and are tried on a real submission too.
"""

from __future__ import annotations

from tests.faults import hostile_bursts, hostile_cells, hostile_seals, hostile_sheets, hostile_signers
from tests.faults.submission_case import SUBMISSION_CASES, Forger, SubmissionCase, submission_case

__all__ = ["SUBMISSION_CASES", "Forger", "SubmissionCase", "submission_case"]

# Importing them enters their cases.
_REGISTERED = (hostile_signers, hostile_seals, hostile_sheets, hostile_cells, hostile_bursts)
