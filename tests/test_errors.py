import pickle

import pandas as pd
import pytest

from consultation_insight import errors

FAILURES = pd.DataFrame(
    [["a.csv", "", 7, "text", "is cut off", "Export it again."]],
    columns=["file", "sheet", "row", "column", "problem", "remedy"],
)


@pytest.mark.parametrize(
    "error",
    [
        errors.FileProblem("a.csv", "is empty", sheet="One", row=3, remedy="Export it again."),
        errors.FetchProblem("X refused", remedy="Check the token.", status=401),
        errors.ColumnNotFound(["b"], ["a"], file="a.csv"),
        errors.RowErrors(FAILURES),
        errors.SettingsError.from_value("seed", "find_themes", "a number", "x"),
        errors.ModelNotAvailable.for_extra("engine='bertopic'", "bertopic"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_travel_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert set(vars(copy)) == set(vars(error))


def test_each_error_has_its_exit_code():
    codes = {name: getattr(errors, name).exit_code for name in errors.__all__}
    assert codes == {
        "CheckFailed": 5,
        "ClusterProblem": 1,
        "ColumnNotFound": 3,
        "DataError": 3,
        "FetchProblem": 3,
        "FileProblem": 3,
        "InsightError": 1,
        "LeakFound": 5,
        "ModelNotAvailable": 4,
        "OutputProblem": 1,
        "RowErrors": 3,
        "SettingsError": 2,
        "TooFewResponses": 3,
        "UsageError": 2,
        "VerificationFailed": 5,
    }


def test_the_tree_is_drawn_as_it_is():
    drawn = errors.__doc__
    assert all(name in drawn for name in errors.__all__)
