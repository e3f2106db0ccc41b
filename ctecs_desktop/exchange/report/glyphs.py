"""Finds signs that the report's fonts cannot show, and writes their names in their place: ``[party popper]``."""

from __future__ import annotations

import json
import re
import unicodedata

_LAST_COMMON = 0x17F
"""Up to here (Latin Extended-A) the fonts have every sign that is not a control."""

_SOURCE = b"""#set document(title: "glyphs", date: none)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "en")
#json(bytes(sys.inputs.signs))
"""
_NAMED = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)
_UNICODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_known: dict[str, bool] = {}
"""What was found out of each sign in this process."""


def without_missing_glyphs(text: str) -> str:
    """``text`` with every sign that cannot be shown replaced by its name in brackets.

    Joiners and selectors, which only steer other signs, are dropped where they cannot be shown.
    """
    unusual = {sign for sign in text if ord(sign) > _LAST_COMMON or unicodedata.category(sign) in {"Cc", "Cf"}}
    unusual -= {"\n", "\t", "\r"}
    _find_out(sorted(unusual - _known.keys()))
    missing = {sign for sign in unusual if not _known[sign]}
    if not missing:
        return text
    return text.translate({ord(sign): _name(sign) for sign in missing})


def _name(sign: str) -> str:
    if unicodedata.category(sign) in {"Cf", "Mn", "Cc", "Sk"} or "\ufe00" <= sign <= "\ufe0f":
        return ""
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    return f"[{name}]"


def _find_out(signs: list[str]) -> None:
    """Ask Typst which of ``signs`` its fonts have: it refuses a page with one that they lack, and names it."""
    import typst

    left = list(signs)
    while left:
        try:
            typst.compile(
                _SOURCE,
                format="pdf",
                sys_inputs={"signs": json.dumps(" ".join(left), ensure_ascii=False)},
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            named = _NAMED.search(str(error))
            found = _UNICODE.sub(lambda code: chr(int(code[1], 16)), named[1]) if named else ""
            missing = [sign for sign in left if sign in found]
            for sign in missing or left:
                _known[sign] = False
            left = [sign for sign in left if sign not in missing] if missing else []
        else:
            _known.update(dict.fromkeys(left, True))
            left = []
