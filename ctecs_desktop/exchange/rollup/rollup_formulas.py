"""The formulas of a district figure over the sheet ``Values``, for Excel and LibreOffice alike.

They speak of the columns of ``Values`` by name (``Values_Numerator``) and of the figure's rows by its key, such as
``1.01 · all``, so that sorting or filtering ``Values`` changes nothing. No function is newer than Excel 2019.
"""

from __future__ import annotations

from typing import NamedTuple

from ctecs_desktop.domain.plan import Measure, SumBound
from ctecs_desktop.domain.value import Missing, Value
from ctecs_desktop.exchange.rollup.rollup_kinds import Kind, has_withheld, is_entered, kind_of_entry, kind_of_schools
from ctecs_desktop.exchange.rollup.rollup_reach import number_or_nothing

OWN_KEY = " · district"
"""What the key of central office's own entry has behind that of its figure."""

_ANY_NUMBER = '"<1E+30"'
# An interval such as 1–5, or the dash for what follows from one. LibreOffice lets "?*" match numbers too.
_ANY_INTERVAL = '"*–*"'


class FigureFormulas(NamedTuple):
    """One formula for each cell of a figure; "" where there is never anything to say."""

    numerator: str = ""
    denominator: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    school_sum: str = ""


class FigureCells(NamedTuple):
    """The names of a figure's own cells."""

    key: str
    numerator: str
    denominator: str
    value: str
    reporting: str
    expected: str
    share: str


def reporting_formula(key: str) -> str:
    """How many schools are counted."""
    return _count(key, expected='"yes"', counted='"yes"')


def expected_formula(key: str) -> str:
    """How many schools have anything to count."""
    return _count(key, expected='"yes"')


def share_formula(key: str) -> str:
    """The part of the enrollment that the counted schools have, 0 to 1; nothing where no enrollment is known."""
    whole = f'SUMIFS(Values_Enrollment,Values_Key,{key},Values_Expected,"yes")'
    part = f'SUMIFS(Values_Enrollment,Values_Key,{key},Values_Expected,"yes",Values_Counted,"yes")'
    return f'IF({whole}=0,"",{part}/{whole})'


def coverage_formula(cells: FigureCells) -> str:
    """The coverage in words, as ``rollup_words.coverage_words`` says it."""
    reporting, expected, share = cells.reporting, cells.expected, cells.share
    schools = f'{reporting}&" of "&{expected}&IF({expected}=1," school"," schools")'
    percent = f"MIN(ROUND(100*{share},0),IF({share}=1,100,99))"
    words = f'IF(ISNUMBER({share}),", "&{percent}&" % of enrollment","")'
    return f'IF({expected}=0,"no school asked",{schools}&{words})'


def figure_formulas(measure: Measure, *, own: Value, is_certain: bool, cells: FigureCells) -> FigureFormulas:
    """The formulas of the figure.

    ``own`` is central office's entry, ``NOT_ENTERED`` for none. ``is_certain`` says that every school reported and
    nothing is withheld.
    """
    schools = _Figure(
        measure,
        kind_of_schools(measure),
        cells,
        key=cells.key,
        is_certain=is_certain,
        has_cells=not is_entered(measure),
    )
    if not is_entered(measure):
        return schools.formulas()
    entry_key = f'{cells.key}&"{OWN_KEY}"'
    is_known = not has_withheld(own)
    entry = _Figure(measure, kind_of_entry(measure, own), cells, key=entry_key, is_certain=is_known, is_entry=True)
    made = entry.formulas()
    school_sum = schools.plain_value()
    if isinstance(own, Missing) and not measure.is_central_only:
        made = made._replace(
            low=_bound(measure, SumBound.LOWER, schools), high=_bound(measure, SumBound.UPPER, schools)
        )
    return made._replace(school_sum=school_sum)


def _bound(measure: Measure, side: SumBound, schools: _Figure) -> str:
    """The schools' own low or high where it bounds an entry that is not there yet, and everybody reported."""
    if measure.sum_bound is not side or schools.kind is Kind.NOTHING:
        return ""
    made = schools.formulas()
    end = made.low if side is SumBound.LOWER else made.high
    return f'IF({schools.is_whole},{end},"")'


def _count(key: str, **criteria: str) -> str:
    """How many rows of ``key`` meet the criteria; the names are those of columns."""
    pairs = "".join(f",Values_{column.capitalize()},{criterion}" for column, criterion in criteria.items())
    return f"COUNTIFS(Values_Key,{key}{pairs})"


class _Figure:
    """Writes the formulas of one computation over the rows of one key."""

    def __init__(
        self,
        measure: Measure,
        kind: Kind,
        cells: FigureCells,
        *,
        key: str,
        is_certain: bool,
        is_entry: bool = False,
        has_cells: bool = True,
    ) -> None:
        self.kind = kind
        self._measure = measure
        self._cells = cells
        self._key = key
        self._is_certain = is_certain
        # Whether the figure's own cells hold this computation, and not central office's entry.
        self._has_cells = has_cells
        # The entry is a district of one.
        self._expected = "1" if is_entry else cells.expected
        self._reporting = _count(key, counted='"yes"') if is_entry else cells.reporting
        self.is_whole = f"{self._reporting}={self._expected}"

    def formulas(self) -> FigureFormulas:
        """All of them but the schools' own figure."""
        match self.kind:
            case Kind.SUM:
                return self._sum()
            case Kind.RATIO:
                return self._ratio()
            case Kind.MEAN:
                return self._mean()
            case Kind.YES:
                return self._yes()
            case Kind.ON_TIME:
                return self._on_time()
            case Kind.UNION:
                return self._union()
            case Kind.RANGE:
                return FigureFormulas(low=self._extreme("MINIFS", "Low"), high=self._extreme("MAXIFS", "High"))
            case Kind.NOTHING:
                return FigureFormulas()

    def plain_value(self) -> str:
        """The value in one formula that leans on no other cell of the row."""
        if self.kind is Kind.RATIO:
            numerator, denominator = self._total("Numerator"), self._total("Denominator")
            known = f"AND(ISNUMBER({numerator}),ISNUMBER({denominator}))"
            factor = self._measure.unit.factor
            quotient = f'IF({denominator}=0,"",{factor}*{numerator}/{denominator})'
            return f'IF({known},{quotient},"")'
        return self._total("Value") if self.kind is Kind.SUM else ""

    def _total(self, column: str) -> str:
        """The sum over the counted rows; nothing where one of them is withheld or there is none."""
        numbers = _count(self._key, **{"counted": '"yes"', column: _ANY_NUMBER})
        withheld = _count(self._key, **{"counted": '"yes"', column: _ANY_INTERVAL})
        total = f'SUMIFS(Values_{column},Values_Key,{self._key},Values_Counted,"yes")'
        return f'IF({withheld}>0,"",IF({numbers}=0,"",{total}))'

    def _sum_of(self, column: str) -> str:
        return f"SUMIFS(Values_{column},Values_Key,{self._key})"

    def _numbers_in(self, column: str) -> str:
        return f"COUNTIFS(Values_Key,{self._key},Values_{column},{_ANY_NUMBER})"

    def _extreme(self, function: str, column: str) -> str:
        # Functions younger than the file format carry this prefix in the file; no program shows it.
        extreme = f"_xlfn.{function}(Values_{column},Values_Key,{self._key})"
        return f'IF({self._numbers_in(column)}=0,"",{extreme})'

    @property
    def _nobody_is_known(self) -> str:
        """Whether no row has a numerator, known or withheld."""
        numbers = _count(self._key, counted='"yes"', numerator=_ANY_NUMBER)
        withheld = _count(self._key, counted='"yes"', numerator=_ANY_INTERVAL)
        nobody = f"{numbers}+{withheld}=0"
        return f"IF(ISNUMBER({self._cells.numerator}),FALSE,{nobody})" if self._has_cells else nobody

    def _end(self, when_known: str, otherwise: str) -> str:
        """A bound: what the value says where all is known, for which no row need be looked at again."""
        if not (self._is_certain and self._has_cells):
            return otherwise
        return f"IF(AND(ISNUMBER({self._cells.value}),{self.is_whole}),{when_known},{otherwise})"

    def _sum(self) -> FigureFormulas:
        nobody = f"{self._numbers_in('Low')}=0"
        return FigureFormulas(
            numerator=self._total("Value"),
            value=self._cells.numerator,
            low=self._end(self._cells.value, f'IF({nobody},"",{self._sum_of("Low")})'),
            high=self._end(self._cells.value, f'IF({nobody},"",IF({self.is_whole},{self._sum_of("High")},""))'),
        )

    def _quotient(self) -> str:
        numerator, denominator = self._cells.numerator, self._cells.denominator
        factor = self._measure.unit.factor if self.kind is Kind.RATIO else 1
        product = f"{factor}*{numerator}" if factor != 1 else numerator
        known = f"AND(ISNUMBER({numerator}),ISNUMBER({denominator}))"
        return f'IF({known},IF({denominator}=0,"",{product}/{denominator}),"")'

    def _ratio(self) -> FigureFormulas:
        factor = self._measure.unit.factor
        least, greatest = number_or_nothing(self._measure.low), number_or_nothing(self._measure.high)
        unbounded = f"{self._numbers_in('Low')}<{self._expected}"

        def quotient(side: str) -> str:
            return f"{factor}*{self._sum_of(side)}/{self._sum_of(f'{side}Over')}"

        def bound(side: str, limit: str, ratio: str) -> str:
            is_open = f"OR({unbounded},{self._sum_of(f'{side}Over')}=0)"
            return f'IF({self._nobody_is_known},"",IF({is_open},{limit},{ratio}))'

        value, highest = self._cells.value, quotient("High")
        if self._measure.high is not None:
            value, highest = f"MIN({greatest},{value})", f"MIN({greatest},{highest})"
        return FigureFormulas(
            numerator=self._total("Numerator"),
            denominator=self._total("Denominator"),
            value=self._quotient(),
            low=self._end(self._cells.value, bound("Low", least, quotient("Low"))),
            high=self._end(value, bound("High", greatest, highest)),
        )

    def _mean(self) -> FigureFormulas:
        least, greatest = number_or_nothing(self._measure.low), number_or_nothing(self._measure.high)
        if self._is_certain:
            low = f"IF({self.is_whole},{self._cells.value},{least})"
            high = f"IF({self.is_whole},{self._cells.value},{greatest})"
        else:
            unbounded = f"{self._numbers_in('Low')}<{self._expected}"
            low = f"IF({unbounded},{least},{self._extreme('MINIFS', 'LowestMean')})"
            high = f"IF({unbounded},{greatest},{self._extreme('MAXIFS', 'HighestMean')})"
        return FigureFormulas(
            numerator=self._total("Numerator"),
            denominator=self._total("Denominator"),
            value=self._quotient(),
            low=f'IF({self._nobody_is_known},"",{low})',
            high=f'IF({self._nobody_is_known},"",{high})',
        )

    def _yes(self) -> FigureFormulas:
        numerator, denominator = self._cells.numerator, self._cells.denominator
        yes = _count(self._key, counted='"yes"', value='"yes"')
        return FigureFormulas(
            numerator=f'IF({self._reporting}=0,"",{yes})',
            denominator=f'IF({self._reporting}=0,"",{self._reporting})',
            value=numerator,
            low=numerator,
            high=f'IF(ISNUMBER({numerator}),{numerator}+{self._expected}-{denominator},"")',
        )

    def _on_time(self) -> FigureFormulas:
        numerator = self._cells.numerator
        judged = self._numbers_in("Low")
        return FigureFormulas(
            numerator=f'IF({judged}=0,"",{self._sum_of("Low")})',
            denominator=f'IF({judged}=0,"",{judged})',
            value=numerator,
            low=numerator,
            high=f'IF(ISNUMBER({numerator}),{self._sum_of("High")},"")',
        )

    def _union(self) -> FigureFormulas:
        numerator = self._cells.numerator
        return FigureFormulas(
            numerator=f'IF({self._reporting}=0,"",COUNTIFS(Names_Key,{self._cells.key}))',
            value=numerator,
            low=numerator,
            high=f'IF({self.is_whole},{numerator},"")',
        )
