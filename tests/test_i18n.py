"""Texts come from the catalogue of the chosen language, and in English where there is none."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import pytest

from ctecs_desktop.i18n import DOMAIN, _, ngettext, pgettext, system_language, use_language

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
SPANISH = {
    "": HEADER,
    "Sign off": "Firmar",
    "{count} school\0{count} schools": "{count} escuela\0{count} escuelas",
    "of a plan\x04Target": "Meta",
}


def write_catalogue(folder: Path, language: str, texts: dict[str, str]) -> Path:
    """Write a catalogue in gettext's binary form: header, two tables of (length, offset), then the texts."""
    entries = sorted((key.encode(), text.encode()) for key, text in texts.items())
    table_bytes = 8 * len(entries)
    position = 28 + 2 * table_bytes
    tables, blob = [b"", b""], b""
    for column in (0, 1):
        for entry in entries:
            tables[column] += struct.pack("<II", len(entry[column]), position + len(blob))
            blob += entry[column] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + table_bytes, 0, 0)
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(header + tables[0] + tables[1] + blob)
    return path


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    write_catalogue(tmp_path, "es", SPANISH)
    return tmp_path


def test_texts_plurals_and_contexts_come_from_the_catalogue(catalogues: Path) -> None:
    assert use_language("es", catalogues=catalogues) == "es"
    assert _("Sign off") == "Firmar"
    assert ngettext("{count} school", "{count} schools", 1) == "{count} escuela"
    assert ngettext("{count} school", "{count} schools", 17) == "{count} escuelas"
    assert pgettext("of a plan", "Target") == "Meta"


def test_a_text_that_is_not_translated_stays_english(catalogues: Path) -> None:
    use_language("es", catalogues=catalogues)
    assert _("Roll up") == "Roll up"
    assert pgettext("of a print job", "Target") == "Target"


@pytest.mark.parametrize("language", ["es_MX", "es-MX"])
def test_a_country_without_its_own_catalogue_takes_the_languages(catalogues: Path, language: str) -> None:
    assert use_language(language, catalogues=catalogues) == "es_MX"
    assert _("Sign off") == "Firmar"


def test_english_and_unknown_languages_end_a_translation(catalogues: Path) -> None:
    for language in ("en", "en_US", "tlh"):
        use_language("es", catalogues=catalogues)
        assert use_language(language, catalogues=catalogues) == "en"
        assert _("Sign off") == "Sign off"


@pytest.mark.parametrize("damage", [b"", b"not a catalogue", None])
def test_a_damaged_catalogue_leaves_the_texts_english_and_is_logged(
    tmp_path: Path, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_catalogue(tmp_path, "pt", SPANISH)
    path.write_bytes(path.read_bytes()[:60] if damage is None else damage)
    with caplog.at_level(logging.WARNING):
        assert use_language("pt", catalogues=tmp_path) == "en"
    assert _("Sign off") == "Sign off"
    assert len(caplog.messages) == 1


@pytest.mark.parametrize(
    ("variable", "value", "language"),
    [("LC_ALL", "es_MX.UTF-8", "es_MX"), ("LANG", "de_DE@euro", "de_DE"), ("LC_ALL", "C.UTF-8", "en")],
)
def test_the_system_tells_its_language(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    assert system_language() == language


def test_an_empty_choice_means_the_language_of_the_system(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert use_language("", catalogues=catalogues) == "es_ES"
    assert _("Sign off") == "Firmar"
