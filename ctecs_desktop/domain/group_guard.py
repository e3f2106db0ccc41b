"""Numbers in a sentence that names a group of people of which a release tells no such figure.

What is withheld is looked for by its number elsewhere. Here the number is unknown to the release: "our 4 English
learners at Wright" tells of a group at a school, and no edition tells groups of schools. Let pass are figures that the
release shows of the group, or of everybody; years, days, sums of money; and what is counted that is no people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ctecs_desktop.domain.named_groups import Mention, Naming
from ctecs_desktop.domain.numbers_in_text import NumberInText, numbers_in
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.people_counted import CountingSentence
from ctecs_desktop.domain.publication import Coordinates, Narrative
from ctecs_desktop.domain.publication_addresses import SCHOOL
from ctecs_desktop.domain.sentences import Sentence, sentences_of
from ctecs_desktop.domain.shown_figures import ShownFigures

_BEGINS_WITH_THEM = re.compile(
    r"\s*(?:they|these|those|(?:all|most|many|some|each|both|half|none|every\s+one)(?:\s+of\s+(?:them|these|those))?)\s+"
    r"(?:are|were|is|was|have|had|has)\b",
    re.IGNORECASE,
)
"""A sentence that says of those before who they are: "All were English learners."."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, with the groups and schools that it names itself."""

    at: Sentence
    text: str
    mentions: list[Mention]
    schools: frozenset[SchoolCode]


@dataclass(slots=True)
class _Thread:
    """Of whom a paragraph speaks: the groups and schools last named, and whether that sentence spoke of people."""

    paragraph: int = -1
    mentions: list[Mention] = field(default_factory=list)
    schools: frozenset[SchoolCode] = frozenset()
    of_people: bool = False


def group_clues(
    shown: ShownFigures, narrative: Narrative, naming: Naming
) -> Iterator[tuple[NumberInText, Coordinates]]:
    """The numbers that may be a group's, each with the group, and the school where one is named.

    A group and a school stay named until the paragraph ends or names another; a text about a group need not name it.
    """
    subject = next((group for _key, code in narrative.about if (group := naming.group(code))), None)
    numbers = numbers_in(narrative.text)
    own = frozenset(SchoolCode(place) for dimension, place in narrative.about if dimension == SCHOOL)
    sentences = [_read(narrative.text, each, naming) for each in sentences_of(narrative.text)]
    thread, first = _Thread(), 0
    for place, each in enumerate(sentences):
        if each.at.paragraph != thread.paragraph:
            thread = _Thread(each.at.paragraph)
        is_before = not each.mentions and subject is None
        of_people = not each.mentions and (thread.of_people or subject is not None)
        sentence = CountingSentence(each.text, each.mentions, is_before=is_before, of_people=of_people)
        last = first
        while last < len(numbers) and numbers[last].end <= each.at.end:
            last += 1
        mentions = each.mentions or thread.mentions or _named_after(sentences[place : place + 2])
        groups = dict.fromkeys([mention.group for mention in mentions] or ([subject] if subject else []))
        names = {str(group.code) for group in groups}
        schools = (each.schools or thread.schools) | own
        here = [number.moved(-each.at.start) for number in numbers[first:last]] if groups else []
        for number in (*here, *(sentence.only_ones() if groups else ())):
            if shown.tell(number, names, schools, naming.goalposts):
                continue
            for group in groups:
                if sentence.may_count(number, group):
                    about = (*((SCHOOL, str(school)) for school in sorted(schools)), (group.breakdown, str(group.code)))
                    yield number.moved(each.at.start), about
        first = last
        if each.mentions:
            thread.mentions, thread.of_people = each.mentions, sentence.speaks_of_people
        thread.schools = each.schools or thread.schools


def _read(text: str, at: Sentence, naming: Naming) -> _Read:
    own = text[at.start : at.end]
    return _Read(at, own, naming.mentions(own), naming.schools(own))


def _named_after(sentences: Sequence[_Read]) -> list[Mention]:
    """The groups of the second sentence, where it says who those of the first one are."""
    if len(sentences) < 2 or sentences[0].at.paragraph != sentences[1].at.paragraph:
        return []
    return sentences[1].mentions if _BEGINS_WITH_THEM.match(sentences[1].text) else []
