"""The texts for translators: all are gathered, also from inside an f-string, and none loses its placeholders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
try:
    import texts
finally:
    sys.path.pop(0)

SOURCE = """
text = f"<b>{_('Inside')}</b> {ngettext('{count} one', '{count} many', 3)}"
said("Marked"), pgettext("of a form", "Open"), _(variable), other("Not a text")
"""


def test_texts_are_found_wherever_they_are_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "ctecs_desktop"
    package.mkdir()
    (package / "some.py").write_text(SOURCE)
    monkeypatch.setattr(texts, "CHECKOUT", tmp_path)
    monkeypatch.setattr(texts, "PACKAGE", package)
    found = {(message.context, message.id) for message in texts.extracted() if message.id}
    assert found == {
        (None, "Inside"),
        (None, ("{count} one", "{count} many")),
        (None, "Marked"),
        ("of a form", "Open"),
    }


def test_translations_are_compiled_and_told_what_they_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "locale" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "ctecs_desktop.po").write_text(
        'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Cancel"\nmsgstr "Cancelar"\n'
    )
    monkeypatch.setattr(texts, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(texts, "TEMPLATE", tmp_path / "build" / "all.pot")
    assert texts.main() == 0
    assert (tmp_path / "build" / "all.pot").stat().st_size > 10_000
    from ctecs_desktop.i18n import _, language_in_use, use_language

    assert use_language("es", catalogues=tmp_path / "locale") == language_in_use() == "es"
    assert _("Cancel") == "Cancelar"
    assert "es: " in capsys.readouterr().out
