"""Cut py3langid's model down to the languages that the package looks for, and write it as arrays.

Usage: python tools/reduce_language_model.py [--out consultation_insight/data/languages]

The model of the installed py3langid has 140 languages inside LZMA, half a second to unpack. What is
written here gives the same scores for the languages in ``models/language_id.py`` and is read in
milliseconds. The same version of py3langid gives the same bytes.
"""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_DIR, MODEL_FILE
from py3langid.modelio import load_model

from consultation_insight.models.language_id import FOLDER, LANGUAGES, LONGEST, hashes

#: More than one column of py3langid may carry one code; such a language cannot be taken alone.
ONE = 1


def names_of_states(rows: npt.NDArray[np.int64], row_of: npt.NDArray[np.int64]) -> list[bytes]:
    """The n-gram that leads to each state of the automaton, shortest first by construction."""
    names: dict[int, bytes] = {0: b""}
    front = [0]
    while front:
        after = []
        for state in front:
            targets, first = np.unique(rows[row_of[state]], return_index=True)
            for target, byte in zip(targets.tolist(), first.tolist(), strict=True):
                # Of the bytes which lead back to a known state, none says anything new.
                if target not in names:
                    names[target] = names[state] + bytes([byte])
                    after.append(target)
        front = after
    return [names[state] for state in range(len(row_of))]


def grams_of(names: list[bytes], output: list[int]) -> dict[bytes, int]:
    """The n-grams, each with the number of its feature.

    The automaton gives, at each byte, the longest n-gram that ends there. A state whose own name
    is no n-gram gives that of its longest ending: such states are left out, and checked here.
    """
    shortest: dict[int, bytes] = {}
    for name, feature in sorted(zip(names, output, strict=True), key=lambda pair: len(pair[0])):
        if feature >= 0:
            shortest.setdefault(feature, name)
    grams = {name: feature for feature, name in shortest.items()}
    for name, feature in zip(names, output, strict=True):
        endings = (name[start:] for start in range(len(name)))
        if next((grams[ending] for ending in endings if ending in grams), -1) != feature:
            raise SystemExit(
                "This py3langid does not take the longest n-gram; nothing was written."
            )
    if max(map(len, grams)) > LONGEST:
        raise SystemExit(f"This py3langid has n-grams of more than {LONGEST} bytes.")
    return grams


def reduced(languages: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The arrays that `consultation_insight.models.language_id` reads."""
    weights, prior, classes, rows, row_of, output = load_model(MODEL_DIR / MODEL_FILE)
    if any(classes.count(code) != ONE for code in languages):
        raise SystemExit("Each language must have one column of its own in the model.")
    columns = [classes.index(code) for code in languages]
    grams = grams_of(
        names_of_states(
            np.asarray(rows, dtype=np.int64).reshape(-1, 256), np.asarray(row_of, dtype=np.int64)
        ),
        list(output),
    )
    keys = np.array(
        [int.from_bytes(b"\x01" + gram, "big") for gram in grams], dtype=np.uint64
    )  # fmt: skip
    order = np.lexsort((keys, hashes(keys)))
    table = weights[np.fromiter(grams.values(), dtype=np.intp)[order]][:, columns]
    # Most weights of a language are its least: those of n-grams that it was never seen with.
    least = table.min(axis=0)
    seen = table != least
    return {
        "languages": np.array(languages),
        "version": np.array(version("py3langid")),
        "keys": keys[order],
        "prior": np.asarray(prior, dtype=np.float32)[columns],
        "least": least,
        "seen": np.packbits(seen, axis=1),
        "weights": table[seen],
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    np.savez(out / "model.npz", allow_pickle=False, **reduced(LANGUAGES))


if __name__ == "__main__":
    main()
