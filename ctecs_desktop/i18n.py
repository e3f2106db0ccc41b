"""The language of the program: looks texts up in gettext catalogues, and answers in English where there is none.

Texts are full sentences with named placeholders. ``_``, ``ngettext`` and ``pgettext`` look up when they are called,
so call them where the text is shown, not when a module is imported.
"""

from __future__ import annotations

import gettext as gettext_module
import logging
import os
import struct
from pathlib import Path

DOMAIN = "ctecs_desktop"
SOURCE_LANGUAGE = "en"

_log = logging.getLogger(__name__)
_translations: gettext_module.NullTranslations = gettext_module.NullTranslations()
_language = SOURCE_LANGUAGE


def use_language(language: str, *, catalogues: Path) -> str:
    """Speak ``language`` from now on (empty: the system's); the answer is that language, or English.

    Catalogues lie at ``<language>/LC_MESSAGES/ctecs_desktop.mo`` below ``catalogues``. For ``es_MX`` a catalogue
    ``es`` serves too; without one, or with a damaged one, the texts stay in English.
    """
    global _translations, _language
    wanted = (language or system_language()).replace("-", "_")
    _translations = gettext_module.NullTranslations()
    _language = SOURCE_LANGUAGE
    if wanted.split("_", maxsplit=1)[0] == SOURCE_LANGUAGE:
        return SOURCE_LANGUAGE
    try:
        _translations = gettext_module.translation(DOMAIN, str(catalogues), languages=[wanted])
    except FileNotFoundError:
        return SOURCE_LANGUAGE
    except (OSError, ValueError, KeyError, struct.error) as error:
        _log.warning("the catalogue for %s cannot be read: %s", wanted, type(error).__name__)
        return SOURCE_LANGUAGE
    _language = wanted
    return wanted


def language_in_use() -> str:
    """The language that is spoken now, as ``use_language`` answered it: for help pages and for Qt's own texts."""
    return _language


def system_language() -> str:
    """The language of the person's system as ``ll`` or ``ll_CC``; English where the system does not tell."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            break
    else:
        import locale  # only where no variable tells, as on Windows

        value = locale.getlocale()[0] or ""
    code = value.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0]
    return SOURCE_LANGUAGE if code in {"", "C", "POSIX"} else code


def _(message: str) -> str:
    """The text in the language in use."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the text that the language in use demands for ``number``."""
    return _translations.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The text in the language in use, where the same English word means two things."""
    return _translations.pgettext(context, message)
