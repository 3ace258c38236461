"""Every text that people read is there in Chinese, and none is left over."""

from tests.messages import ROOT, extracted, kept, untranslated


def test_every_text_has_its_chinese() -> None:
    assert list(untranslated(kept())) == []


def test_the_catalogue_holds_the_texts_of_the_product_and_no_others() -> None:
    assert {message.id for message in kept()} == {message.id for message in extracted()}


def test_placeholders_survive_translation() -> None:
    catalogue = kept()
    for message in catalogue:
        if message.id and message.python_format:
            assert not list(message.check(catalogue)), message.id


def test_chinese_says_you_in_one_way_everywhere() -> None:
    familiar = [str(message.id) for message in kept() if "你" in str(message.string)]
    pages = [*ROOT.glob("docs/zh/*.md"), ROOT / "README.zh-CN.md"]
    familiar += [page.name for page in pages if "你" in page.read_text(encoding="utf-8")]
    assert familiar == []
