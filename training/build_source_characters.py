"""Build the table of Chinese characters that the source checks read names by: pinyin, and the simplified form.

usage: python -m training.build_source_characters [--unihan unihan_readings_subset.tsv] [--out mtcheck/data]
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from mtcheck.lang.sounds import plain

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# source: Unihan_Readings and Unihan_Variants 15.0.0; further readings in names and places
# licence: Unicode-3.0
# version: 15.0.0
"""
# Unihan gives one reading a character; these have another one in names.
ALSO = dict(
    pair.split(":")
    for pair in (
        "曾:zeng 单:shan 單:shan 解:xie 仇:qiu 区:ou 區:ou 乐:yue,le 樂:yue,le 朴:piao,pu 盖:ge,gai 查:zha "
        "尉:yu,wei 洗:xian 重:chong,zhong 行:hang,xing 长:chang,zhang 長:chang,zhang 朝:chao,zhao 都:du,dou "
        "大:da,dai 石:shi,dan 会:hui,kuai 會:hui,kuai 藏:cang,zang 薄:bo,bao 翟:zhai,di 覃:qin,tan "
        "沈:shen,chen 种:chong,zhong 厦:xia,sha 蚌:beng,bang 六:liu,lu 泊:bo,po 柏:bai,bo 伯:bo,bai "
        "角:jiao,jue 车:che,ju 車:che,ju 参:shen,can 參:shen,can 宿:su,xiu 露:lu,lou 率:lü,shuai "
        "乘:cheng,sheng 盛:sheng,cheng 殷:yin,yan 奇:qi,ji 贾:jia,gu 賈:jia,gu 缪:miao,mou 费:fei,bi 阿:a,e "
        "栖:qi,xi 调:tiao,diao 弹:dan,tan 传:chuan,zhuan 卜:bu,bo 召:zhao,shao 谌:chen,shen 员:yuan,yun "
        "隗:wei,kui 佴:nai 能:neng,nai 万:wan,mo 俟:qi,si 郗:xi,chi 祭:zhai,ji 牟:mou,mu 哪:na,ne "
        "降:jiang,xiang 度:du,duo 说:shuo,yue 畜:chu,xu 晟:sheng,cheng 禅:chan,shan 莘:xin,shen 茜:qian,xi "
        "娜:na,nuo 莎:sha,suo 筠:yun,jun 浚:jun,xun 隽:juan,jun 峤:qiao,jiao"
    ).split()
)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ROOT / ".." / "shared" / "data" / "names"
    parser.add_argument("--unihan", type=Path, default=names / "unihan_readings_subset.tsv")
    parser.add_argument("--out", type=Path, default=ROOT / "mtcheck" / "data")
    args = parser.parse_args()
    readings: dict[str, list[str]] = {}
    simplified: dict[str, str] = {}
    for line in args.unihan.read_text(encoding="utf-8").splitlines():
        char, mandarin, _, _, _, _, traditional, *_ = [*line.split("\t"), "", "", "", "", "", ""]
        if line.startswith("#") or not mandarin:
            continue
        readings[char] = [plain(mandarin.split()[0])]
        for variant in traditional.strip():
            if variant not in (char, " "):
                simplified.setdefault(variant, char)
    for char, also in ALSO.items():
        readings[char] = list(dict.fromkeys([*(plain(reading) for reading in also.split(",")), *readings.get(char, [])]))
    lines = [
        f"{char}\t{','.join(found)} {simplified.get(char, '')}".rstrip() + "\n" for char, found in sorted(readings.items())
    ]
    path = args.out / "source_characters.words.gz"
    path.write_bytes(gzip.compress((HEAD + "".join(lines)).encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()
