"""A submission's identity as JSON, as both sides keep it."""

from __future__ import annotations

import json
from dataclasses import asdict

from ctecs_desktop.domain.submission import SubmissionIdentity


def identity_document(identity: SubmissionIdentity) -> str:
    """The identity as one JSON object with sorted names."""
    return json.dumps(asdict(identity), ensure_ascii=False, sort_keys=True)


def identity_of(document: str) -> SubmissionIdentity:
    """The identity that ``identity_document`` wrote."""
    return SubmissionIdentity(**json.loads(document))
