"""Every text that people read is there in Chinese, and none is left over."""

from tests.messages import extracted, kept, untranslated


def test_every_text_has_its_chinese() -> None:
    assert list(untranslated(kept())) == []


def test_the_catalogue_holds_the_texts_of_the_product_and_no_others() -> None:
    assert {message.id for message in kept()} == {message.id for message in extracted()}


def test_placeholders_survive_translation() -> None:
    catalogue = kept()
    for message in catalogue:
        if message.id and message.python_format:
            assert not list(message.check(catalogue)), message.id
