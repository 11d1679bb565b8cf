"""Graphs as arrays, and Louvain's method on them, beside what SciPy and scikit-network make of them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from consultation_insight.models.graphs import joins as module
from consultation_insight.models.graphs.joins import Joins, connected
from consultation_insight.models.graphs.louvain import louvain


def made(count: int, seed: int = 0) -> Joins:
    random = np.random.RandomState(seed)
    rows = random.randint(count, size=count * 4)
    ends = (rows + 1 + random.randint(max(count // 5, 2), size=count * 4)) % count
    weights = random.uniform(0.1, 1, count * 4)
    away = rows != ends
    rows, ends, weights = rows[away], ends[away], weights[away]
    both = np.concatenate
    return Joins.between(both([rows, ends]), both([ends, rows]), both([weights, weights]), count)


def matrix(joins: Joins) -> sparse.csr_matrix:
    return sparse.csr_matrix((joins.weights, joins.ends, joins.begins), (joins.count, joins.count))


@given(st.integers(2, 40), st.integers(0, 5))
def test_rows_drawn_and_merged_are_those_of_a_sparse_matrix(count, seed):
    joined = made(count, seed)
    drawn = np.random.RandomState(seed).permutation(count)[: max(count // 2, 1)]
    expected = matrix(joined).toarray()
    assert np.allclose(matrix(joined.among(drawn)).toarray(), expected[drawn][:, drawn])
    everything = np.random.RandomState(seed).permutation(count)
    assert np.allclose(
        matrix(joined.among(everything)).toarray(), expected[everything][:, everything]
    )
    labels = np.arange(count) % 3
    member = np.eye(3)[labels]
    assert np.allclose(matrix(joined.merged(labels, 3)).toarray(), member.T @ expected @ member)
    lighter = joined.weighing(np.where(joined.weights > 0.5, joined.weights, 0.0))
    assert np.allclose(matrix(lighter).toarray(), expected * (expected > 0.5))


def test_large_graphs_are_collected_as_small_ones(monkeypatch):
    small = made(30)
    monkeypatch.setattr(module, "_SQUARE", 1)
    large = made(30)
    assert np.array_equal(small.begins, large.begins)
    assert np.array_equal(small.ends, large.ends)
    assert np.allclose(small.weights, large.weights)


@given(st.integers(1, 60), st.integers(0, 5), st.integers(1, 4))
def test_parts_are_the_connected_ones(count, seed, groups):
    joined = made(max(count, 2), seed)
    labels = np.random.RandomState(seed).randint(groups, size=joined.count)
    inside = matrix(joined).toarray() * (labels[:, None] == labels)
    expected = connected_components(inside, directed=False)[1]
    found = connected(joined, labels)
    assert len(set(zip(found, expected, strict=True))) == len(set(expected)) == len(set(found))
    assert (np.diff(np.bincount(found)) <= 0).all()


@pytest.mark.parametrize("seed", [1, 2, None])
@pytest.mark.parametrize("resolution", [0.6, 1.0, 2.0])
def test_groups_are_those_of_the_package(seed, resolution):
    from sknetwork.clustering import Louvain

    joined = made(300)
    model = Louvain(
        resolution=resolution,
        shuffle_nodes=seed is not None,
        random_state=seed,
        tol_optimization=1e-2,
    )
    expected = model.fit_predict(matrix(joined))
    found = louvain(joined, resolution, seed=seed, least=1e-2)
    assert len(set(zip(found, expected, strict=True))) == len(set(expected)) == len(set(found))


def test_a_graph_without_joins_is_in_single_rows():
    nothing = np.zeros(0, dtype=int)
    joined = Joins.between(nothing, nothing, np.zeros(0), 3)
    assert louvain(joined, 1.0, seed=1, least=1e-3).tolist() == [0, 1, 2]
    assert connected(joined, np.zeros(3, dtype=int)).tolist() == [0, 1, 2]


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_the_core_is_read_alone_and_does_no_harm_to_the_package(first):
    ours = (
        "import numpy as np, sys\n"
        "from consultation_insight.models.graphs.joins import Joins\n"
        "from consultation_insight.models.graphs.louvain import louvain\n"
        "pairs = Joins.between(np.arange(4), np.array([1, 0, 3, 2]), np.ones(4), 4)\n"
        "assert louvain(pairs, 1.0, seed=1, least=1e-3).tolist() == [0, 0, 1, 1]\n"
    )
    alone = "assert not {'sknetwork', 'scipy'} & set(sys.modules)\n"
    theirs = (
        "from scipy import sparse\n"
        "from sknetwork.clustering import Louvain\n"
        "assert len(set(Louvain().fit_predict(sparse.csr_matrix(np.eye(4)[[1, 0, 3, 2]])))) == 2\n"
    )
    code = ours + alone + theirs if first == "ours" else "import numpy as np\n" + theirs + ours
    subprocess.run([sys.executable, "-c", code], check=True)
