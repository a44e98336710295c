"""Export a trained reader: ONNX, 8-bit, with its tokenizer and settings beside it, and a manifest of how it was made.

    python -m training.export_reader --base FOLDER --checkpoint build/reader/last.pt --out mtcheck/data/models/reader.onnx

``training/measure_reader.py`` measures the file and adds its figures to the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import nn

from mtcheck.signals.reader import FORMAT
from training.reader_corrupt import FAULTS
from training.reader_data import HEADS
from training.reader_model import ORIGINS, Encoder, ReaderNet
from training.reader_quant import quantise

USED = ("mlqe-pe", "wmt18qe", "mqm-", "biomqm", "literary", "demetr", "docs-mqm", "docs-wmt")
LICENCE = (
    "model: Apache-2.0 (base: all-mpnet-base-v2, Apache-2.0). Data: mlqe-pe CC0; mqm, biomqm Apache-2.0; demetr MIT; wmt18qe, "
    "literary, WMT documents: research releases; authored passages: as the project; clean texts: as stated in their index; "
    "corpora: see their SOURCES.md; Open English WordNet CC BY 4.0; tortured phrases: Problematic Paper Screener (Cabanac, "
    "Labbe, Magazinov)"
)
OFFERED = 64  # words that are named for a place
NO_WORD = -1e4


class Exported(nn.Module):
    """The network as the run time asks for it: the texts' part, and the repairs' part for chosen hidden values."""

    def __init__(self, net: ReaderNet, words: torch.Tensor) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("only_words", torch.where(words, 0.0, NO_WORD))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, shapes: torch.Tensor, rows: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        out = list(self.net(ids, mask, shapes))
        for which in range(2):
            scores = torch.log_softmax(self.net.repair(rows, self.net.table, which) + self.only_words, dim=-1)
            best = scores.topk(OFFERED, dim=-1)
            out += [best.indices, best.values]
        return tuple(out)


def averaged(paths: list[Path]) -> dict[str, Any]:
    """Load checkpoints of one run and average their weights; the other facts are those of the last named."""
    loaded = [torch.load(path, weights_only=False, map_location="cpu") for path in paths]
    out = {k: v for k, v in loaded[-1].items() if k != "optimizer"}
    out["averaged"] = [(one["tokens"], one["steps"]) for one in loaded]
    for name, value in out["net"].items():
        if value.is_floating_point():
            out["net"][name] = torch.stack([one["net"][name] for one in loaded]).mean(0)
    return out


def whole_words(encoder: Encoder) -> torch.Tensor:
    """Tell for each word piece whether it is a word of letters by itself."""
    found = torch.zeros(max(encoder.pieces.values()) + 1, dtype=torch.bool)
    for piece, number in encoder.pieces.items():
        found[number] = piece.isascii() and piece.isalpha()
    return found


def write_onnx(net: ReaderNet, words: torch.Tensor, path: Path) -> None:
    """Write the network in 32-bit floats."""
    ids = torch.randint(5, 50, (3, 17))
    mask = torch.ones(3, 17, dtype=torch.long)
    mask[1, 9:] = 0
    both = {0: "batch", 1: "length"}
    places = {0: "places"}
    repairs = ["put", "put_scores", "inserted", "inserted_scores"]
    torch.onnx.export(
        Exported(net.eval(), words),
        (ids, mask, torch.zeros_like(ids), torch.zeros(2, net.encoder.config.hidden_size)),
        str(path),
        input_names=["ids", "mask", "shapes", "rows"],
        output_names=["logits", "whole", "hidden", *repairs],
        dynamic_axes={
            **dict.fromkeys(("ids", "mask", "shapes", "logits", "hidden"), both),
            **dict.fromkeys(("rows", *repairs), places),
            "whole": {0: "batch"},
        },
        opset_version=17,
        dynamo=False,
    )


def settings_of(net: ReaderNet, encoder: Encoder, max_length: int, context: int) -> dict[str, Any]:
    """Describe tokenizer, heads and lengths for the run time."""
    marked = encoder.tokenizer("x")["input_ids"]
    plain = encoder.tokenizer("x", add_special_tokens=False)["input_ids"]
    at = marked.index(plain[0])
    return {
        "format": FORMAT,
        "heads": list(HEADS),
        "faults": list(FAULTS),
        "origins": list(ORIGINS),
        "first": marked[:at],
        "last": marked[at + len(plain) :],
        "pad": encoder.pad,
        "max_length": max_length,
        "context": context,
        "width": net.encoder.config.hidden_size,
        "tokenizer": json.loads(encoder.tokenizer.backend_tokenizer.to_str()),
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(args: argparse.Namespace, kept: dict[str, Any]) -> str:
    """Describe inputs and settings as TOML."""
    data = args.shared / "data"
    inputs = [p for p in sorted((data / "qe").glob("*.train.jsonl*")) if p.name.startswith(USED)]
    inputs += sorted((args.shared / "corpora").glob("*.xz"))
    inputs += [data / "authored" / "train.jsonl", data / "clean2" / "index.tsv", data / "tortured" / "pairs.tsv"]
    inputs += [data / "wordnet" / "oewn-src-yaml.tar.xz"]
    made = [args.out, args.out.with_suffix(".json")]
    runs = [{k: v for k, v in run.items() if k != "mixture"} for run in kept.get("runs", [])]
    lines = [
        "# How the reader was made; written by training/export_reader.py and training/measure_reader.py.",
        "[model]",
        *(f'"{p.name}" = {{ sha256 = "{digest(p)}", bytes = {p.stat().st_size} }}' for p in made),
        f"licence = {json.dumps(LICENCE)}",
        f'base = {{ name = "all-mpnet-base-v2", sha256 = "{digest(Path(args.base) / "model.safetensors")}" }}',
        "",
        "[settings]",
        f"layers = {kept['layers']}",
        f"heads = {json.dumps(list(HEADS))}",
        f"checkpoints = {json.dumps([{'tokens': t, 'steps': n} for t, n in kept['averaged']]).replace(':', ' =')}",
        f"max_length = {args.max_length}",
        f"context = {args.context}",
        f"weight_bits = {args.weight_bits}",
        f"runs = {json.dumps([json.dumps(run) for run in runs])}",
        f"mixture = {json.dumps(kept['runs'][-1]['mixture']).replace(':', ' =')}",
        "",
        "[inputs]",
        *(f'"{p.name}" = "{digest(p)}"' for p in inputs),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, action="append", required=True, help="several are averaged")
    parser.add_argument("--base", required=True, help="the encoder the checkpoint was begun from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--max-length", type=int, default=192)
    parser.add_argument("--context", type=int, default=128, help="sub-words of neighbouring sentences read together")
    parser.add_argument("--weight-bits", type=int, default=7)
    parser.add_argument("--float", action="store_true", help="write 32-bit floats")
    args = parser.parse_args()
    kept = averaged(args.checkpoint)
    net, encoder = ReaderNet(args.base, kept["layers"]), Encoder(args.base, args.max_length)
    net.load_state_dict(kept["net"])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    settings = settings_of(net, encoder, args.max_length, args.context)
    args.out.with_suffix(".json").write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        plain = args.out if args.float else Path(folder, "float.onnx")
        write_onnx(net, whole_words(encoder), plain)
        if not args.float:
            quantise(plain, args.out, weight_bits=args.weight_bits)
    args.out.with_suffix(".manifest.toml").write_text(manifest(args, kept), encoding="utf-8")
    print(args.out, args.out.stat().st_size, args.out.with_suffix(".json").stat().st_size, flush=True)


if __name__ == "__main__":
    main()
