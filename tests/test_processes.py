"""The second process is a copy of the first only where that is safe."""

from consultation_insight import processes


def test_it_is_a_copy_once_and_only_where_no_thread_is(monkeypatch):
    monkeypatch.setattr(processes.sys, "platform", "linux")
    monkeypatch.setattr(processes.threading, "active_count", lambda: 1)
    assert not processes._may_fork(), "a process that is not the package's own"
    processes.nothing_begun()
    assert processes._may_fork()
    assert not processes._may_fork(), "libraries have worked in it by now"
    processes.nothing_begun()
    monkeypatch.setattr(processes.threading, "active_count", lambda: 2)
    assert not processes._may_fork()
    processes.nothing_begun()
    monkeypatch.setattr(processes.threading, "active_count", lambda: 1)
    monkeypatch.setattr(processes.sys, "platform", "darwin")
    assert not processes._may_fork()
