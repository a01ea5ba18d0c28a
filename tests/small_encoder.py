"""A sentence encoder of a few random numbers, in the form of the real one, for tests."""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from nlu.encoder_files import CONFIG, TOKENIZER, WEIGHTS, Pin

LAYERS, HEADS, WIDTH, INNER, LONGEST = 2, 2, 8, 16, 32
_WORDS = "[PAD] [UNK] [CLS] [SEP] they never listen to me the food is cold garden i want go out and my son he"
WORDS = tuple(_WORDS.split())


def write_encoder(folder: Path, *, seed: int = 0) -> tuple[Pin, ...]:
    """Write its three files; return their pins."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "hidden_size": WIDTH,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": LONGEST,
    }
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    _tokenizer().save(str(folder / TOKENIZER))
    save_file(_weights(seed), folder / WEIGHTS)
    return pins_of(folder)


def pins_of(folder: Path) -> tuple[Pin, ...]:
    """The files of a folder as they are now."""
    read = ((name, (folder / name).read_bytes()) for name in (CONFIG, TOKENIZER, WEIGHTS))
    return tuple(Pin(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in read)


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def _weights(seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (LONGEST, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        **_both("embeddings.LayerNorm", (WIDTH,)),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            shapes |= _both(f"{name}.attention.self.{part}", (WIDTH, WIDTH))
        shapes |= _both(f"{name}.attention.output.dense", (WIDTH, WIDTH))
        shapes |= _both(f"{name}.attention.output.LayerNorm", (WIDTH,))
        shapes |= _both(f"{name}.intermediate.dense", (INNER, WIDTH))
        shapes |= _both(f"{name}.output.dense", (WIDTH, INNER))
        shapes |= _both(f"{name}.output.LayerNorm", (WIDTH,))
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def _both(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Weights of a step and what is added to each of its numbers."""
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
