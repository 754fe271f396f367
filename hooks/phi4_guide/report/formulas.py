# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Figures that are computed from others: each with its formula, which names the facts it rests on.

The results stand in `docs/data/facts.yml` as derived facts; loading the data computes them anew and refuses a
difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

Numbers = Mapping[str, Decimal]
"""Fact ids and the numbers of those facts, in the facts' own units."""

BYTES_BFLOAT16 = 2
"""Bytes of one number in bfloat16, the type config.json names."""

FLOPS_PER_PARAMETER_AND_TOKEN = 6
"""Two for the forward pass and four for the backward pass: the usual 6ND estimate of training compute (Kaplan et al.,
arXiv:2001.08361, §2.1). It leaves out attention's own share, which grows with the context."""


def head_width(n: Numbers) -> Decimal:
    """Width of one attention head."""
    return n["config.hidden-size"] / n["config.num-attention-heads"]


def feed_forward(n: Numbers) -> Decimal:
    """Parameters of the gated feed-forward parts: gate, up and down projection in every layer."""
    return n["config.num-hidden-layers"] * 3 * n["config.hidden-size"] * n["config.intermediate-size"]


def attention(n: Numbers) -> Decimal:
    """Parameters of attention: query and output projections of full width, keys and values of the shared heads."""
    hidden = n["config.hidden-size"]
    shared = 2 * n["config.num-key-value-heads"] * head_width(n)
    return n["config.num-hidden-layers"] * hidden * (hidden + shared + hidden)


def embeddings(n: Numbers) -> Decimal:
    """Parameters of embedding and output head: two matrices, since config.json does not tie them."""
    return 2 * n["config.vocab-size"] * n["config.hidden-size"]


def normalisations(n: Numbers) -> Decimal:
    """Parameters of RMSNorm: one weight per dimension, two norms in every layer and one at the end."""
    return (2 * n["config.num-hidden-layers"] + 1) * n["config.hidden-size"]


def parameters(n: Numbers) -> Decimal:
    """All parameters."""
    return feed_forward(n) + attention(n) + embeddings(n) + normalisations(n)


def cache_per_token(n: Numbers) -> Decimal:
    """Bytes of key-value cache for one token: keys and values of the shared heads in every layer."""
    width = n["config.num-key-value-heads"] * head_width(n)
    return 2 * n["config.num-hidden-layers"] * width * BYTES_BFLOAT16


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part in percent of the whole."""
    return 100 * part / whole


def _tokens_of(source: str) -> Callable[[Numbers], Decimal]:
    return lambda n: n[f"mixture-{source}"] / 100 * n["pretraining-tokens"]


def tokens_per_step(n: Numbers) -> Decimal:
    """Tokens of one step, if the batch size counts sequences; the report prints no unit."""
    return n["global-batch-size"] * n["context-length-pretraining"]


def pairs_under_one_turn(n: Numbers) -> Decimal:
    """Pairs of dimensions that rotary position embedding turns by less than a full circle within the whole context."""
    width, base = int(head_width(n)), float(n["rope-base"])
    turns = [2 * math.pi * base ** (2 * pair / width) for pair in range(width // 2)]
    return Decimal(sum(tokens > n["config.max-position-embeddings"] for tokens in turns))


def _rows_of(table: str) -> Callable[[Numbers], Decimal]:
    cells = (f"table-{table}.", ".sample-count")
    return lambda n: sum((n[i] for i in n if i.startswith(cells[0]) and i.endswith(cells[1])), Decimal(0))


def _other_tokens(token: str) -> Callable[[Numbers], Decimal]:
    """The chance of success after all other tokens: the chance before is the average over all that may follow."""

    def formula(n: Numbers) -> Decimal:
        probability = n[f"figure3-{token}-token-probability"]
        with_it = probability * n[f"figure3-{token}-after"]
        return (n[f"figure3-{token}-before"] - with_it) / (1 - probability)

    return formula


def _right_of_attempted(stage: str) -> Callable[[Numbers], Decimal]:
    return lambda n: share(
        n[f"simpleqa-{stage}-correct"], n[f"simpleqa-{stage}-correct"] + n[f"simpleqa-{stage}-incorrect"]
    )


def _f1(stage: str) -> Callable[[Numbers], Decimal]:
    """The harmonic mean of correct among all questions and correct among those attempted."""
    return lambda n: share(
        2 * n[f"simpleqa-{stage}-correct"], 100 + n[f"simpleqa-{stage}-correct"] + n[f"simpleqa-{stage}-incorrect"]
    )


FORMULAS: dict[str, Callable[[Numbers], Decimal]] = {
    "head-width": head_width,
    "queries-per-key": lambda n: n["config.num-attention-heads"] / n["config.num-key-value-heads"],
    "parameters-feed-forward": feed_forward,
    "parameters-attention": attention,
    "parameters-embeddings": embeddings,
    "parameters-normalisations": normalisations,
    "parameters-exact": parameters,
    "parameters-feed-forward-share": lambda n: share(feed_forward(n), parameters(n)),
    "kv-cache-bytes-per-token": cache_per_token,
    "kv-cache-bytes-full": lambda n: cache_per_token(n) * n["config.max-position-embeddings"],
    "weights-bytes-bf16": lambda n: parameters(n) * BYTES_BFLOAT16,
    "training-flops-estimate": lambda n: FLOPS_PER_PARAMETER_AND_TOKEN * parameters(n) * n["pretraining-tokens"],
    "tokens-per-step-if-sequences": tokens_per_step,
    "steps-if-sequences": lambda n: n["pretraining-tokens"] / tokens_per_step(n),
    "tokens-web": _tokens_of("web"),
    "tokens-web-rewrites": _tokens_of("web-rewrites"),
    "tokens-synthetic": _tokens_of("synthetic"),
    "tokens-code": _tokens_of("code"),
    "tokens-acquired": _tokens_of("acquired"),
    "synthetic-with-rewrites": lambda n: n["mixture-synthetic"] + n["mixture-web-rewrites"],
    "midtraining-of-pretraining": lambda n: share(n["midtraining-tokens"], n["pretraining-tokens"]),
    "midtraining-long-tokens": lambda n: n["midtraining-long-share"] / 100 * n["midtraining-tokens"],
    "midtraining-max-lr": lambda n: n["peak-learning-rate"] / n["midtraining-lr-factor"],
    "unique-tokens-sum": lambda n: sum(
        (n[f"unique-tokens-{source}"] for source in ("web", "web-rewrites", "synthetic", "code", "acquired")),
        Decimal(0),
    ),
    "rope-pairs": lambda n: head_width(n) / 2,
    "rope-pairs-under-one-turn": pairs_under_one_turn,
    "table7-sum": _rows_of("7"),
    "table8-sum": _rows_of("8"),
    "table8-safety-share": lambda n: share(n["table-8.unknown-plus-safety-data.sample-count"], _rows_of("8")(n)),
    "figure3-not-negative": _other_tokens("negative"),
    "figure3-not-open-a": _other_tokens("open-a"),
    "simpleqa-base-right-of-attempted": _right_of_attempted("base"),
    "simpleqa-final-right-of-attempted": _right_of_attempted("final"),
    "simpleqa-base-f1": _f1("base"),
    "simpleqa-final-f1": _f1("final"),
    "gpu-days": lambda n: n["card.gpus"] * n["card.training-time"],
}
"""Fact id and formula; in words it stands in facts.yml."""
