"""What is told where a public edition cannot be made: what a reader could infer, and what would prevent it."""

from __future__ import annotations

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import filled
from ctecs_desktop.wording.told import Facts, Family, Told, said


def _inferable(facts: Facts) -> str:
    """What can be inferred, what should stay open, and how many others there are."""
    if facts.get("low") == facts.get("high"):
        sentences = [filled(said("A reader could work out the withheld figure {cell}: it is {low}."), facts)]
    else:
        ends = {name: _("any number") if facts.get(name) is None else facts[name] for name in ("low", "high")}
        sentences = [
            filled(
                said("A reader could work out that the withheld figure {cell} lies between {low} and {high}."),
                {"cell": facts.get("cell"), **ends},
            )
        ]
    if facts.get("asked_low") is not None and facts.get("asked_high") is not None:
        sentences.append(filled(said("Everything from {asked_low} to {asked_high} must stay possible."), facts))
    others = facts.get("others")
    if isinstance(others, int) and others:
        sentences.append(
            ngettext(
                "The same holds for {count} other figure.", "The same holds for {count} other figures.", others
            ).format(count=others)
        )
    return " ".join(sentences)


def _undecided(facts: Facts) -> str:
    """Which text has numbers that may give somebody away, and how many others do."""
    count = facts.get("count")
    others = count - 1 if isinstance(count, int) else 0
    first = filled(said("The text {name} has numbers that may give away withheld figures."), facts)
    if not others:
        return first
    told = ngettext("So has {count} other text.", "So have {count} other texts.", others).format(count=others)
    return f"{first} {told}"


_DECLARATION = said("Correct the figures that it is made of, then build the edition again.")

PUBLICATIONS = Family(
    {
        "publication.cell_inferable": Told(
            _inferable,
            said("Merge groups or years, drop the breakdown, or let figures be withheld that you wanted to keep."),
        ),
        "publication.unjudged": Told(
            said("What readers could work out of the withheld figures takes too long to find out."),
            said("Merge groups or years, or drop a breakdown."),
        ),
        "publication.contradictory": Told(
            said("The figures contradict each other: no numbers behind the withheld ones would fit."), _DECLARATION
        ),
        "publication.cell_twice": Told(said("The edition declares the figure {cell} twice."), _DECLARATION),
        "publication.cell_unknown": Told(
            said("{named_by} is made of the figure {cell}, which the edition does not declare."), _DECLARATION
        ),
        "publication.cell_negative": Told(said("The figure {cell} is less than zero."), _DECLARATION),
        "publication.total_disagrees": Told(
            said("The total {cell} is {total}, but its parts sum to {sum}."), _DECLARATION
        ),
        "publication.part_exceeds": Told(
            said("In the rate {cell} the numerator is larger than the denominator."), _DECLARATION
        ),
        "publication.override_unknown": Told(
            said("The decision about {cell} is about no figure of this edition."), said("Take the decision back.")
        ),
        "publication.override_without_reason": Told(
            said("The decision about {cell} has no reason or no name."),
            said("Say why, and who decided; the record of the release keeps both."),
        ),
        "publication.published_before": Told(
            said("The figure {cell} was published before, so its detail cannot be taken back."),
            said("Choose another way to tell less."),
        ),
        "publication.approval_missing": Told(
            said("Nobody approved the release {release}."), said("Name the person who approves it.")
        ),
        "publication.record_damaged": Told(
            said("The record of an earlier release is damaged, so nobody can tell what readers know already."),
            said("Restore a backup, then build the edition again."),
        ),
        "publication.rules_invalid": Told(
            said("Line {line} of the table of thresholds is no threshold: its {column} is missing or wrong."),
            said("Correct the line; each threshold needs a code, a whole number, a source and the day of that source."),
        ),
        "publication.counting_invalid": Told(
            said("Line {line} of the table of what measures count cannot be used: its {column} is missing or wrong."),
            said("Correct the line, or take it out; without it the cautious rule holds."),
        ),
        "publication.group_names_invalid": Told(
            said("Line {line} of the table of what groups are called cannot be used: its {column} is missing."),
            said("Correct the line, or take it out; without it the group is only found by its name in the plan."),
        ),
        "publication.choices_damaged": Told(
            said("What was decided about this public edition cannot be read any more."),
            said("Restore a backup, or decide anew."),
        ),
        "publication.text_without_reason": Told(
            said("Nobody said why the text {name} may stay."),
            said("Say why its numbers give nobody away, rewrite it, or leave it out."),
        ),
        "publication.texts_undecided": Told(
            _undecided, said("Rewrite it, leave it out, or say why its numbers give nobody away.")
        ),
        "publication.moved_on": Told(
            said("Figures or texts of {period} have changed since the public edition was shown."),
            said("Look at it again, then approve it."),
        ),
        "publication.writer_broke_down": Told(
            said("The process that writes the public files ended before they were whole."), said("Try again.")
        ),
        "publication.rules_incomplete": Told(
            said("The table of thresholds lacks {codes}."), said("Add them, each with its source.")
        ),
    },
    safe=said("Nothing was published or written."),
)
