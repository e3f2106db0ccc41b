"""Replays the history and compares: what it gives must be exactly what the tables say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.store import (
    contacts,
    decisions,
    district_figures,
    explanations,
    facts,
    key_tests,
    observations,
    plan_drafts,
    plans,
    published_figures,
    questions,
    refused_files,
    register_sent,
    releases,
    replies,
    report_texts,
    sign_offs,
    snapshots,
    strategy_updates,
    submissions,
    trust,
    workspace,
)

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

STATES: dict[str, Callable[[Store], Iterable[tuple[str, str]]]] = {
    workspace.NOUN: workspace.state,
    facts.NOUN: facts.state,
    observations.NOUN: observations.state,
    explanations.NOUN: explanations.state,
    strategy_updates.NOUN: strategy_updates.state,
    plans.NOUN: plans.state,
    plan_drafts.NOUN: plan_drafts.state,
    sign_offs.SIGNED: sign_offs.signed_state,
    sign_offs.REVISION: sign_offs.revision_state,
    district_figures.NOUN: district_figures.state,
    replies.NOUN: replies.state,
    submissions.NOUN: submissions.state,
    decisions.NOUN: decisions.state,
    published_figures.NOUN: published_figures.state,
    questions.NOUN: questions.state,
    snapshots.NOUN: snapshots.state,
    releases.NOUN: releases.state,
    report_texts.NOUN: report_texts.state,
    refused_files.NOUN: refused_files.state,
    trust.TRUST: trust.trust_state,
    trust.ENROLMENT: trust.enrolment_state,
    contacts.NOUN: contacts.state,
    key_tests.NOUN: key_tests.state,
    register_sent.NOUN: register_sent.state,
}
"""By noun: the address and the text of everything that the tables hold. A noun missing here would go unchecked."""


def verify_replay(store: Store) -> None:
    """Raise ``StoreDamaged`` naming the entry or the thing where history and tables disagree."""
    for noun, replayed in _replayed(store).items():
        found = {subject: text for subject, text in STATES[noun](store) if text}
        if found == replayed:
            continue
        subject = min(
            subject for subject in found.keys() | replayed.keys() if found.get(subject) != replayed.get(subject)
        )
        raise StoreDamaged("store.damaged", path=str(store.path), check="replay", noun=noun, subject=subject)


def _replayed(store: Store) -> dict[str, dict[str, str]]:
    """The last text of everything by noun and address; what was taken back has none."""
    replayed: dict[str, dict[str, str]] = {noun: {} for noun in STATES}
    for sequence, noun, subject, before, after in store.query(
        "SELECT sequence, noun, subject, before, after FROM history ORDER BY sequence"
    ):
        texts = replayed.get(noun)
        if texts is None or texts.get(subject, "") != before:
            raise StoreDamaged("store.damaged", path=str(store.path), check="replay", sequence=sequence)
        texts[subject] = after
    return {noun: {subject: text for subject, text in texts.items() if text} for noun, texts in replayed.items()}
