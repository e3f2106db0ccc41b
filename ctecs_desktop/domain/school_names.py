"""Names of schools as they are told apart beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ctecs_desktop.domain.plan import School


def short_names(schools: Sequence[School]) -> dict[str, str]:
    """The schools' names without the words in which more than half of them end, such as "Technical High School"."""
    endings: Counter[str] = Counter()
    for school in schools:
        words = school.name.split()
        endings.update(" ".join(words[at:]) for at in range(1, len(words)))
    common = [ending for ending, count in endings.items() if 2 * count > len(schools)]
    longest = max(common, key=len, default="")
    return {school.code: school.name.removesuffix(f" {longest}") if longest else school.name for school in schools}
