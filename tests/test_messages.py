"""The message catalogue: in step with the code, complete, compiled, with the same placeholders."""

from __future__ import annotations

import re
import string

import pytest

from spatial.errors import DataFileError, InvalidInputError
from spatial.messages import LANGUAGES, mark, translator
from spatial.settings import Settings, default_settings

babel = pytest.importorskip("babel", reason="Babel is in requirements-dev.txt")
import tools.messages as catalogue  # noqa: E402


def entries() -> dict[str, str]:
    return {entry.id: entry.string for entry in catalogue.catalogue() if entry.id}


def test_every_message_has_english() -> None:
    assert catalogue.untranslated() == []


def test_the_catalogue_holds_nothing_that_is_not_used() -> None:
    assert sorted(entries()) == sorted(catalogue.used())


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert catalogue.MO.read_bytes() == catalogue.mo_bytes()


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_placeholders_survive_translation() -> None:
    assert not [text for text, english in entries().items() if placeholders(text) != placeholders(english)]


def test_english_holds_no_chinese_but_quoted_words() -> None:
    mixed = [english for english in entries().values() if re.search(r"[\u4e00-\u9fff]", re.sub("“[^”]*”", "", english))]
    assert mixed == []


def test_chinese_is_the_message_itself_and_english_comes_from_the_catalogue() -> None:
    assert translator("zh")(mark("总览")) == "总览"
    assert translator("en")("总览") == "Atlas"
    assert set(LANGUAGES) == {"zh", "en"}


def test_an_unknown_language_and_a_missing_catalogue_are_clear_errors(tmp_path: object) -> None:
    with pytest.raises(InvalidInputError, match="fr"):
        translator("fr")
    nowhere = Settings(root=default_settings().root / "nowhere", user_dir=default_settings().user_dir)
    with pytest.raises(DataFileError, match="消息目录"):
        translator("en", nowhere)


def test_messages_are_found_inside_f_strings() -> None:
    import ast

    found = list(catalogue.messages_of(ast.parse("""x = f"{_('甲')}" + mark('乙') + other('丙')""")))
    assert sorted(found) == ["乙", "甲"]
