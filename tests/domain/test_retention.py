"""Which backups are kept, for any series of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.retention import (
    DAYS_KEPT,
    KEPT_FOR_EVER,
    MONTHS_KEPT,
    RECENT_KEPT,
    BackupKind,
    DatedBackup,
    kept,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
PASSING = sorted(set(BackupKind) - KEPT_FOR_EVER, key=lambda kind: kind.value)


def series(steps: list[tuple[int, BackupKind]]) -> list[DatedBackup]:
    """Backups in the order of time, each so many minutes after the one before."""
    at, made = START, []
    for number, (minutes, kind) in enumerate(steps):
        at += timedelta(minutes=minutes)
        made.append(DatedBackup(f"{number:04}", at, kind))
    return made


minutes = st.integers(0, 90) | st.integers(0, 3000) | st.integers(0, 60_000)
backups = st.lists(st.tuples(minutes, st.sampled_from(BackupKind)), max_size=90).map(series)
passing = st.lists(st.tuples(minutes, st.sampled_from(PASSING)), max_size=90).map(series)


@given(backups)
def test_the_newest_backup_and_every_turning_point_are_kept(made: list[DatedBackup]) -> None:
    names = kept(made)
    assert {each.name for each in made if each.kind in KEPT_FOR_EVER} <= names
    assert {each.name for each in made[-RECENT_KEPT:]} <= names
    assert names <= {each.name for each in made}


@given(backups)
def test_looking_again_changes_nothing(made: list[DatedBackup]) -> None:
    names = kept(made)
    assert kept(each for each in made if each.name in names) == names


@given(backups)
def test_looking_after_every_backup_keeps_what_looking_once_keeps(made: list[DatedBackup]) -> None:
    left: list[DatedBackup] = []
    for each in made:
        left.append(each)
        names = kept(left)
        left = [one for one in left if one.name in names]
    assert {each.name for each in left} == kept(made)


@given(passing)
def test_no_more_are_kept_than_the_rule_has_places(made: list[DatedBackup]) -> None:
    assert len(kept(made)) <= RECENT_KEPT + DAYS_KEPT + MONTHS_KEPT


@given(passing)
def test_the_last_of_each_of_the_newest_days_and_months_is_kept(made: list[DatedBackup]) -> None:
    names = kept(made)
    last_of_day = {each.at.date(): each.name for each in made}
    last_of_month = {(each.at.year, each.at.month): each.name for each in made}
    assert {last_of_day[day] for day in sorted(last_of_day)[-DAYS_KEPT:]} <= names
    assert {last_of_month[month] for month in sorted(last_of_month)[-MONTHS_KEPT:]} <= names


@given(backups, st.randoms(use_true_random=False))
def test_the_order_in_which_a_folder_is_listed_does_not_matter(made: list[DatedBackup], random: object) -> None:
    listed = list(made)
    random.shuffle(listed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert kept(listed) == kept(made)


def test_two_years_of_half_hours_leave_the_places_of_the_rule() -> None:
    """Two hundred school days a year, fourteen backups a day, and a sign-off every tenth day."""
    made = []
    for day in range(0, 730, 2):
        start = START + timedelta(days=day, hours=13)
        times = [start + timedelta(minutes=30 * number) for number in range(14)]
        made += [DatedBackup(at.isoformat(), at, BackupKind.HALF_HOUR) for at in times]
        if day % 20 == 0:
            made.append(DatedBackup(f"{day} signed", start + timedelta(hours=8), BackupKind.SIGN_OFF))
    names = kept(made)
    signed = sum(1 for each in made if each.kind is BackupKind.SIGN_OFF)
    assert len([name for name in names if name.endswith("signed")]) == signed == 37
    # 24 recent ones cover today and most of the day before; the other 28 days and 10 months have one each.
    assert len(names) - signed == RECENT_KEPT + (DAYS_KEPT - 2) + (MONTHS_KEPT - 2)
