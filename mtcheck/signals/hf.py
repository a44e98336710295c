"""Score tokens with a Hugging Face model, by name, folder or GGUF file: causal (surprisal) or masked (pseudo-log-likelihood).

Needs the extra ``hf`` (torch). Nothing here falls back silently: a model that is absent, of the wrong kind or too large is a
ModelError.

- Causal: -log2 P(piece | pieces before it). Windows move on by ``stride`` pieces, so that beyond the first window each piece
  has at least ``window - stride`` pieces of context; the first piece is scored after BOS where there is one, else not at all.
- Masked: pseudo-log-likelihood (Salazar et al. 2020), with the later pieces of the same word masked too, so that a word
  cannot be guessed from its own ending (PLL-word-l2r, Kauf and Ivanova 2023).

Bits of the pieces of one token add up. A piece belongs to the token in which its first character lies; a token in which no
piece begins is not scored (None).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from mtcheck.core.document import Document, Sentence
from mtcheck.core.errors import ModelError

if TYPE_CHECKING:
    import torch

Kind = Literal["causal", "masked"]
_LONGEST_WINDOW = 1024
_SURROGATE = re.compile("[\ud800-\udfff]")
_NATS_TO_BITS = 1.0 / math.log(2.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold one sub-word: its id and the half-open range of the text that it covers, white space in front left out."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Window:
    """Hold one input of the model: ids, and which positions are scored for which piece."""

    ids: list[int]
    targets: list[tuple[int, int, int]]  # (position whose logits are read, piece index, piece id)


class HfScorer:
    """Score words with a Hugging Face model; see ``load``."""

    def __init__(self, name: str, kind: Kind, model: Any, tokenizer: Any, *, batch_size: int, window: int, stride: int) -> None:
        self.name = f"hf:{name}"
        self.kind = kind
        self._model, self._tokenizer = model, tokenizer
        self._batch_size, self._window, self._stride = batch_size, window, stride
        self._last: tuple[Document, tuple[float | None, ...]] | None = None
        self._one_at_a_time = Lock()

    @classmethod
    def load(
        cls,
        name: str,
        *,
        device: str = "auto",
        dtype: str = "auto",
        batch_size: int = 8,
        window: int | None = None,
        stride: int | None = None,
    ) -> HfScorer:
        """Load a model and its tokenizer from a folder, a GGUF file or, where the hub can be reached, by name.

        ``device``: auto, cpu, cuda, cuda:1, mps. ``dtype``: auto (float32 on a CPU, the checkpoint's own elsewhere) or the
        name of a torch dtype. ``window`` and ``stride`` count pieces; by default the model's own length, at most 1024, and
        half of it. Raises ModelError.
        """
        torch, transformers = _libraries()
        source, extra = _source(name)
        kind, config = _kind(transformers, name)
        where = _device(torch, device)
        wanted = _dtype(torch, dtype, where)
        auto = transformers.AutoModelForCausalLM if kind == "causal" else transformers.AutoModelForMaskedLM
        try:
            tokenizer = transformers.AutoTokenizer.from_pretrained(source, **extra)
            model = auto.from_pretrained(source, config=config, dtype=wanted, **extra).to(where).eval()
        except Exception as error:
            raise _explained(torch, name, error) from error
        longest = _longest(config, tokenizer)
        size = min(longest, _LONGEST_WINDOW) if window is None else window
        step = size // 2 if stride is None else stride
        if not 4 <= size <= longest or not 1 <= step < size - 1:
            raise ModelError(f"hf:{name}: window {size} and stride {step} do not fit a model of {longest} positions")
        return cls(name, kind, model, tokenizer, batch_size=batch_size, window=size, stride=step)

    def surprisal_bits(self, doc: Document, sent: Sentence) -> tuple[float | None, ...]:
        """Return the bits of each token of the sentence, given the text before it (masked: round it) in the document."""
        return self.document_bits(doc)[sent.tokens.start : sent.tokens.stop]

    def document_bits(self, doc: Document) -> tuple[float | None, ...]:
        """Return the bits of each token of the document; None where a token was not scored."""
        with self._one_at_a_time:  # two articles at once would need twice the memory
            if self._last is None or self._last[0] is not doc:
                self._last = (doc, self._score(doc))
            return self._last[1]

    def _score(self, doc: Document) -> tuple[float | None, ...]:
        pieces = pieces_of(self._tokenizer, doc.text)
        owners = _owners(doc, pieces)
        windows = self._causal_windows(pieces) if self.kind == "causal" else self._masked_windows(pieces, owners)
        bits: list[float | None] = [None] * len(doc.tokens)
        for index, value in self._run(windows):
            owner = owners[index]
            if owner is not None:
                bits[owner] = (bits[owner] or 0.0) + value
        return tuple(bits)

    def _causal_windows(self, pieces: Sequence[Piece]) -> Iterator[_Window]:
        bos = self._tokenizer.bos_token_id
        lead = [] if bos is None else [bos]
        room = self._window - len(lead)
        done = 0
        while done < len(pieces):
            start = 0 if done == 0 else max(0, done + self._stride - room)
            stop = min(len(pieces), start + room)
            ids = lead + [piece.id for piece in pieces[start:stop]]
            offset = len(lead) - start  # piece i stands at position i + offset and is read at the one before
            first = done if lead or done else 1
            yield _Window(ids, [(index + offset - 1, index, pieces[index].id) for index in range(first, stop)])
            done = stop

    def _masked_windows(self, pieces: Sequence[Piece], owners: Sequence[int | None]) -> Iterator[_Window]:
        tokenizer = self._tokenizer
        mask = tokenizer.mask_token_id
        before = [tokenizer.cls_token_id] if tokenizer.cls_token_id is not None else []
        after = [tokenizer.sep_token_id] if tokenizer.sep_token_id is not None else []
        room = self._window - len(before) - len(after)
        for index, piece in enumerate(pieces):
            start = max(0, min(index - room // 2, len(pieces) - room))
            ids = [entry.id for entry in pieces[start : start + room]]
            for later in range(index, min(start + room, len(pieces))):
                if later > index and (owners[later] is None or owners[later] != owners[index]):
                    break
                ids[later - start] = mask
            yield _Window(before + ids + after, [(index - start + len(before), index, piece.id)])

    def _run(self, windows: Iterator[_Window]) -> Iterator[tuple[int, float]]:
        torch, _ = _libraries()
        try:
            while batch := list(islice(windows, self._batch_size)):
                yield from self._run_batch(torch, batch)
        except (RuntimeError, MemoryError) as error:
            raise _explained(torch, self.name.removeprefix("hf:"), error) from error

    def _run_batch(self, torch: Any, batch: Sequence[_Window]) -> Iterator[tuple[int, float]]:
        longest = max(len(window.ids) for window in batch)
        pad = self._tokenizer.pad_token_id or 0
        ids = torch.tensor([window.ids + [pad] * (longest - len(window.ids)) for window in batch])
        seen = torch.tensor([[1] * len(window.ids) + [0] * (longest - len(window.ids)) for window in batch])
        device = self._model.device
        with torch.inference_mode():
            logits = self._model(input_ids=ids.to(device), attention_mask=seen.to(device)).logits
            for row, window in enumerate(batch):
                positions = torch.tensor([target[0] for target in window.targets], device=device)
                wanted = torch.tensor([target[2] for target in window.targets], device=device)
                if not window.targets:
                    continue
                logprobs = torch.log_softmax(logits[row, positions].float(), dim=-1)
                chosen = logprobs.gather(1, wanted[:, None])[:, 0].tolist()
                yield from ((target[1], -value * _NATS_TO_BITS) for target, value in zip(window.targets, chosen, strict=True))


def pieces_of(tokenizer: Any, text: str) -> list[Piece]:
    """Cut a text into pieces with the tokenizer's own offsets; ModelError where it cannot give any."""
    if getattr(tokenizer, "is_fast", False):
        encoded = tokenizer(_encodable(text), add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        found = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        return [_piece(text, id_, start, end) for id_, (start, end) in found]
    model = getattr(tokenizer, "sp_model", None)
    if model is None:
        raise ModelError(f"the tokenizer {type(tokenizer).__name__} gives no offsets; convert it to a fast tokenizer")
    found = model.encode(_encodable(text), return_type="offset_mapping")
    ids = tokenizer.convert_tokens_to_ids(found["pieces"])
    return [_piece(text, id_, start, end) for id_, (start, end) in zip(ids, found["offsets"], strict=True)]


def _encodable(text: str) -> str:
    """Replace lone surrogates, which tokenizers refuse, one for one: offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def _piece(text: str, id_: int, start: int, end: int) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    return Piece(id_, start, end)


def _owners(doc: Document, pieces: Sequence[Piece]) -> list[int | None]:
    """Return for each piece the index of the token in which it begins; None for white space and special pieces."""
    owners: list[int | None] = []
    index = 0
    for piece in pieces:
        while index < len(doc.tokens) and doc.tokens[index].span.end <= piece.start:
            index += 1
        inside = index < len(doc.tokens) and doc.tokens[index].span.start <= piece.start < doc.tokens[index].span.end
        owners.append(index if inside and piece.start < piece.end else None)
    return owners


def _libraries() -> tuple[Any, Any]:
    try:
        import torch
    except ImportError as error:
        raise ModelError("a Hugging Face model needs torch: pip install 'mtcheck[hf]'") from error
    import transformers

    return torch, transformers


def _source(name: str) -> tuple[str, dict[str, str]]:
    """Return what the library takes for a name: a GGUF file is named by its folder and itself."""
    if not name.lower().endswith(".gguf"):
        return name, {}
    path = Path(name)
    if not path.is_file():
        raise ModelError(f"hf:{name}: no such file")
    for package in ("gguf", "accelerate"):
        if find_spec(package) is None:
            raise ModelError(f"hf:{name}: a GGUF file needs {package}: pip install 'mtcheck[hf]'")
    return str(path.parent), {"gguf_file": path.name}


def _kind(transformers: Any, name: str) -> tuple[Kind, Any]:
    """Read the model's configuration and tell its kind by the architecture that was saved; GGUF files hold causal models."""
    source, extra = _source(name)
    try:
        config = transformers.AutoConfig.from_pretrained(source, **extra)
        if extra:
            return "causal", config
    except Exception as error:
        raise ModelError(
            f"hf:{name}: no such model: neither a folder with config.json nor a name that the hub gave out "
            f"(offline? then name a folder): {_first_line(error)}"
        ) from error
    architectures = list(getattr(config, "architectures", None) or [])
    if any(entry.endswith("ForMaskedLM") for entry in architectures):
        return "masked", config
    if any(entry.endswith(("ForCausalLM", "LMHeadModel")) for entry in architectures):
        return "causal", config
    kinds = ", ".join(architectures) or "no architecture named in config.json"
    raise ModelError(f"hf:{name}: wrong kind of model ({kinds}); a causal or masked language model is needed")


def _device(torch: Any, device: str) -> torch.device:
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")  # type: ignore[no-any-return]
    try:
        found = torch.device(device)
    except RuntimeError as error:
        raise ModelError(f"no device {device!r}: expected auto, cpu, cuda, cuda:1 or mps") from error
    here = {"cpu": 1, "cuda": torch.cuda.device_count(), "mps": int(torch.backends.mps.is_available())}.get(found.type, 0)
    if (found.index or 0) >= here:
        raise ModelError(f"device {device!r} is not there (torch sees {here} of its kind); take auto or cpu")
    return found  # type: ignore[no-any-return]


def _dtype(torch: Any, dtype: str, device: torch.device) -> Any:
    if dtype == "auto":
        return torch.float32 if device.type == "cpu" else "auto"
    found = getattr(torch, dtype, None)
    if not isinstance(found, torch.dtype):
        raise ModelError(f"no dtype {dtype!r}: expected auto, float32, float16 or bfloat16")
    return found


def _longest(config: Any, tokenizer: Any) -> int:
    """Return how many positions the model takes; models with learned offsets (RoBERTa) lose the padding positions."""
    positions = getattr(config, "max_position_embeddings", None) or getattr(config, "n_positions", None) or _LONGEST_WINDOW
    if config.model_type in ("roberta", "xlm-roberta", "camembert", "longformer"):
        positions -= 1 + (config.pad_token_id or 0)
    return int(min(positions, tokenizer.model_max_length))


def _explained(torch: Any, name: str, error: BaseException) -> ModelError:
    text = str(error).lower()
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "out of memory" in text or "not enough memory" in text:
        return ModelError(f"hf:{name}: not enough memory; take a smaller batch, a shorter window, float16 or another device")
    return ModelError(f"hf:{name}: cannot be loaded or run: {type(error).__name__}: {_first_line(error)}")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [""])[0]
