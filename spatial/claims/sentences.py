"""Sentences as a template and its values, so that a verdict can be told in any language of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spatial.messages import Translate, mark

LIST_SIGN = mark("、")


@dataclass(frozen=True)
class Named:
    """Hold a name as a plan writes it, with the place it means (empty where it is none)."""

    as_written: str
    place_id: str = ""


Naming = Callable[[Named], str]


@dataclass(frozen=True)
class Sentence:
    """Hold one sentence: the message id and what stands in its braces. A text among the values is a message id itself."""

    template: str
    values: tuple[tuple[str, object], ...] = ()


def say(template: str, **values: object) -> Sentence:
    """Return a sentence from a marked template and the values of its braces."""
    return Sentence(template, tuple(values.items()))


def written(name: Named) -> str:
    """Return a name as the plan writes it."""
    return name.as_written


def text_of(sentences: Iterable[Sentence], translate: Translate = mark, naming: Naming = written) -> str:
    """Return sentences as one text; names and messages by the two functions, Chinese without them."""
    gap = "" if translate(LIST_SIGN) == LIST_SIGN else " "
    return gap.join(_text(sentence, translate, naming) for sentence in sentences)


def _text(sentence: Sentence, translate: Translate, naming: Naming) -> str:
    """Return one sentence as text."""
    values = {key: _value(value, translate, naming) for key, value in sentence.values}
    return translate(sentence.template).format(**values)


def _value(value: object, translate: Translate, naming: Naming) -> object:
    """Return a value as it stands in the text; numbers stay numbers for the format of their braces."""
    if isinstance(value, Sentence):
        return _text(value, translate, naming)
    if isinstance(value, Named):
        return naming(value)
    if isinstance(value, tuple):
        return translate(LIST_SIGN).join(str(_value(item, translate, naming)) for item in value)
    return translate(value) if isinstance(value, str) else value
