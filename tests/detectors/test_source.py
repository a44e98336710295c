"""Compare inline elements with the source's, and tell the languages of both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtcheck import tables
from mtcheck.cli.main import cli
from mtcheck.core.rule import Context
from mtcheck.detectors.source import detector
from mtcheck.lang.identification import identify
from mtcheck.readers import read
from mtcheck.readers.article import Article

UNIT = "<trans-unit id='1'><source>{}</source><target>{}</target></trans-unit>"
XLIFF = "<xliff version='1.2'><file source-language='{}' target-language='en'><body>{}</body></file></xliff>"
VARIANTS = "<tuv xml:lang='de'><seg>{}</seg></tuv><tuv xml:lang='en'><seg>{}</seg></tuv>"
TMX = f"<tmx version='1.4'><body><tu>{VARIANTS}</tu></body></tmx>"
GERMAN = "Die Regierung hat am Montag angekündigt, dass die Steuern im nächsten Jahr nicht steigen werden."
ENGLISH = "The government announced on Monday that the taxes will not be raised in the coming year of this term."


def flagged(path: Path, content: str) -> list[tuple[str, str]]:
    path.write_text(content, encoding="utf-8")
    (article,) = read(str(path))
    assert isinstance(article, Article), article
    doc = article.document()
    return [(doc.of(found.span), found.message) for found in detector.detect(doc, Context(table=tables.load))]


@pytest.mark.parametrize(
    ("source", "target", "want"),
    [
        ("Drücken Sie <g id='1'>OK</g><x id='2'/>", "Press <g id='1'>OK</g><x id='2'/>", []),
        ("<g id='1'>Jetzt</g> <g id='2'>OK</g>", "<g id='2'>OK</g> <g id='1'>now</g>", []),
        ("Drücken Sie OK", "Press <g id='7'>OK</g>", [("O", "the source has no inline element <g 7>")]),
        ("<ph id='1'>%s</ph> Briefe", "letters", [("letters", "the source's inline element <ph 1> is missing")]),
        ("<bx id='1'/>OK<ex id='1'/>", "<ex id='1'/>OK<bx id='1'/>", [("O", "<ex 1> closes what <bx 1> opens only later")]),
    ],
)
def test_inline_elements_of_xliff(tmp_path: Path, source: str, target: str, want: list[tuple[str, str]]) -> None:
    assert flagged(tmp_path / "a.xlf", XLIFF.format("de", UNIT.format(source, target))) == want


def test_inline_elements_of_tmx(tmp_path: Path) -> None:
    paired = "<bpt i='1'>&lt;b&gt;</bpt>{}<ept i='1'>&lt;/b&gt;</ept>"
    assert flagged(tmp_path / "a.tmx", TMX.format(paired.format("Stadt"), paired.format("city"))) == []
    (found,) = flagged(tmp_path / "b.tmx", TMX.format(paired.format("Stadt"), "<bpt i='1'>&lt;b&gt;</bpt>city"))
    assert found == ("city", "the source's inline element <ept 1> is missing")


def test_elements_without_a_key_are_counted_by_kind(tmp_path: Path) -> None:
    assert flagged(tmp_path / "a.tmx", TMX.format("<ph x='1'>a</ph>Stadt", "<ph>a</ph>city")) == []


def notices(path: Path, content: str) -> list[str]:
    path.write_text(content, encoding="utf-8")
    options = ["audit", str(path), "--format", "json", "--lm", "none"]
    done = CliRunner().invoke(cli, options, standalone_mode=False)
    assert done.exception is None, done.output
    return [notice["code"] for notice in json.loads(done.stdout)["notices"]]


def test_swapped_sides_and_a_wrong_declaration_are_said(tmp_path: Path) -> None:
    assert "sides-swapped" in notices(tmp_path / "a.tsv", f"{ENGLISH}\t{GERMAN}\n")
    assert "source-language" in notices(tmp_path / "b.xlf", XLIFF.format("ko", UNIT.format(GERMAN, ENGLISH)))
    right = notices(tmp_path / "c.xlf", XLIFF.format("de-AT", UNIT.format(GERMAN, ENGLISH)))
    assert not {"sides-swapped", "source-language"} & set(right)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("정부는 월요일에 세금이 오르지 않을 것이라고 발표했다.", "ko"),
        ("政府は月曜日、税金は上がらないと発表した。", "ja"),
        ("政府周一宣布税收不会增加。", "zh"),
        ("Правительство объявило, что налоги не вырастут.", "ru"),
        ("Уряд оголосив, що податки цього року не зростуть ні на відсоток.", "uk"),
        ("أعلنت الحكومة أن الضرائب لن ترتفع في العام المقبل", "ar"),
        ("دولت اعلام کرد که مالیات‌ها افزایش نخواهد یافت", ""),
        ("Влада је објавила да порези неће расти.", ""),
        (GERMAN, "de"),
        ("Le gouvernement a annoncé lundi que les impôts ne vont pas augmenter pendant cette année.", "fr"),
        ("El gobierno anunció el lunes que los impuestos no van a subir durante el próximo año.", "es"),
        ("O governo anunciou na segunda-feira que os impostos não vão aumentar no próximo ano.", "pt"),
        (ENGLISH, "en"),
        ("Mahmoud Abbas, Cairo", ""),
        ("", ""),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert identify(text) == code
