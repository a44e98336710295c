"""Hold what becomes of processes: killed at any moment, none is left over, nothing is half written, no finished work lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mtcheck import engine, workers
from mtcheck.config.schema import Config
from mtcheck.core.errors import ReadError
from mtcheck.core.report import Examined
from mtcheck.gate import cache
from tests.gate.helpers import WORSE, mtcheck, project

ROOT = Path(__file__).parent.parent.parent
MARK = "MTCHECK_TEST_RUN"  # in the environment of a run, by which its processes are found
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]
NAMES = [each.name for each in SIGNALS]
pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")


def begun(command: list[str], folder: Path, mark: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), MARK: mark}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=env, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def alive(mark: str) -> list[int]:
    """Return the processes of a run, without those that are dead and only not yet taken note of."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return found


def wait_until_gone(mark: str, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while alive(mark):
        assert time.monotonic() < end, f"left over: {alive(mark)}"
        time.sleep(0.02)


# --- sharing work


def pid_after(seconds: float, _item: int) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_never_more_processes_than_items_or_than_the_processors_bear() -> None:
    few = list(workers.share(range(3), partial(pid_after, 0.1), 1_000_000, lost=abs))
    assert 1 <= len(set(few)) <= 3
    many = list(workers.share(range(workers.most_jobs() * 6), partial(pid_after, 0.0), 1_000_000, lost=abs))
    assert len(set(many)) <= workers.most_jobs() == 4 * (os.cpu_count() or 1)
    assert list(workers.share([], partial(pid_after, 0.0), 4, lost=abs)) == []


@pytest.mark.parametrize("command", [("gate", "a.txt"), ("audit", "a.txt", "--jobs", "1000000"), ("compare", "a.txt", "b.txt")])
def test_a_wish_for_more_is_a_message(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = project(tmp_path, {"a.txt": WORSE, "b.txt": WORSE}, config='lm = "none"\ntagger = "none"\njobs = 1000000\n')
    options = ("--jobs", "1000000") if command[0] == "compare" else ()
    done = mtcheck(*command, *options, cwd=folder)
    assert done.code in (0, 1) and f"jobs 1000000: more than 4 processes for each of {os.cpu_count()} processors" in done.err


def ends_itself(folder: Path, item: int) -> int:
    """Work that the system kills: 3 always, 5 the first time."""
    first = folder / "5"
    if item == 3 or (item == 5 and not first.exists()):
        first.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item * item


def test_a_process_that_is_killed_takes_no_work_along(tmp_path: Path) -> None:
    seen: dict[int, int] = {}
    found = list(workers.share(range(12), partial(ends_itself, tmp_path), 2, lost=lambda item: -item, done=seen.__setitem__))
    assert found == [-3 if item == 3 else item * item for item in range(12)]
    assert seen == dict(enumerate(found))


def test_an_article_that_kills_its_process_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = engine.examine

    def deadly(doc: Any, *args: Any, **kwargs: Any) -> Examined:
        if doc.id == "./b.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return check(doc, *args, **kwargs)

    monkeypatch.setattr(engine, "examine", deadly)
    folder = project(tmp_path, {f"{name}.txt": WORSE for name in "abc"})
    done = mtcheck("gate", ".", "--jobs", "2", cwd=folder)
    assert done.code == 2 and "b.txt: the process that checked it was killed each time" in done.out
    assert "FAIL  a.txt" in done.out and "FAIL  c.txt" in done.out


LONG = r"""
import os, sys, time
from mtcheck.workers import share
def work(item):
    os.write(1, b"at work\n")
    time.sleep(60)
def items():
    yield from range(9)
if __name__ == "__main__":
    list(share(items(), work, 3, lost=abs))
"""


@pytest.mark.parametrize("number", SIGNALS, ids=NAMES)
def test_no_process_outlives_the_one_that_began_it(tmp_path: Path, number: signal.Signals) -> None:
    mark = uuid.uuid4().hex
    (tmp_path / "long.py").write_text(LONG)
    run = begun([sys.executable, "long.py"], tmp_path, mark)
    assert run.stdout is not None
    for _ in range(3):
        assert run.stdout.readline() == "at work\n"
    assert len(alive(mark)) == 4
    run.send_signal(number)
    wait_until_gone(mark)
    run.communicate()


# --- runs that are stopped


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    return project(folder, {f"in/{number:02}.txt": WORSE * 3 + f"\nNumber {number} is here.\n" for number in range(16)})


@pytest.fixture(scope="module")
def wanted(articles: Path) -> str:
    done = mtcheck("gate", "in", "--no-cache", "--output", "json", cwd=articles)
    assert done.code == 1
    return done.out


@pytest.mark.parametrize("number", SIGNALS, ids=NAMES)
def test_run_that_is_stopped_leaves_nothing_half_written(articles: Path, wanted: str, number: signal.Signals) -> None:
    chance = random.Random(number)
    folder = articles
    for jobs, report in (("2", False), ("1", True)):
        mark = uuid.uuid4().hex
        command = [sys.executable, "-m", "mtcheck", *(["audit", "in", "--report", "pages"] if report else ["gate", "in"])]
        output = ["-o", "out.json", "--format", "json"] if report else ["--output", "json=out.json"]
        run = begun([*command, *output, "--jobs", jobs], folder, mark)
        time.sleep(chance.uniform(0.3, 1.8))
        run.send_signal(number)
        _, said = run.communicate(timeout=20)
        wait_until_gone(mark)
        assert "Traceback" not in said or run.returncode < 0, said  # before its first line ours can say nothing
        if (folder / "out.json").exists():
            assert json.loads((folder / "out.json").read_text())["documents"]
            (folder / "out.json").unlink()
        left = [path for path in folder.rglob(".mtcheck-*") if number != signal.SIGKILL or not path.is_dir()]
        assert left == []
        pages = list(folder.glob("pages/*.html"))
        assert len(pages) in (0, 17)
        for entry in (folder / cache.FOLDER).glob("*/*.json"):
            assert json.loads(entry.read_bytes())
        clear(folder)


def clear(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder / "pages", ignore_errors=True)


def test_what_stopped_runs_left_is_used_and_right(articles: Path, wanted: str) -> None:
    assert mtcheck("gate", "in", "--output", "json", cwd=articles).out == wanted


def test_four_runs_at_once_share_a_cache(articles: Path, wanted: str) -> None:
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "mtcheck", "gate", "in", "--output", "json", "--jobs", "2"]
    runs = [begun(command, articles, mark) for _ in range(4)]
    assert {run.communicate()[0] for run in runs} == {wanted}
    wait_until_gone(mark)


IGNORED = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.argv = ["mtcheck", "--version"]
from mtcheck.cli.main import main
try:
    main()
except SystemExit:
    print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN, signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
"""


def test_hup_that_is_ignored_stays_so(tmp_path: Path) -> None:
    out, _ = begun([sys.executable, "-c", IGNORED], tmp_path, "x").communicate()
    assert out.endswith("\nTrue False\n")


# --- finished work


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the article a take long, and the article z be interrupted."""
    check = engine.examine

    def wait(doc: Any, *args: Any, **kwargs: Any) -> Examined:
        if doc.id == "a.txt":
            time.sleep(300)
        if doc.id == "z.txt":
            raise KeyboardInterrupt
        return check(doc, *args, **kwargs)

    monkeypatch.setattr(engine, "examine", wait)


def kept(names: list[str], jobs: int) -> set[str]:
    """Check files until an interrupt, and return those that the cache knows then."""
    cfg = Config(lm="none", tagger="none", jobs=jobs)
    known = cache.Cache(Path(cache.FOLDER).absolute(), cfg)
    paths: list[str | ReadError] = [*names]
    with pytest.raises(KeyboardInterrupt), closing(cache.run(paths, cfg, known)) as outcomes:
        list(outcomes)
    return {name for name in names if (entry := known.entry(name)) and known.load(entry)}


def interrupt_when_kept(count: int) -> None:
    """Press the interrupt key as soon as so many files are in the cache, or after a minute."""
    end = time.monotonic() + 60
    while len(list(Path(cache.FOLDER).glob("*/*.json"))) < count and time.monotonic() < end:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("slow")
def test_what_is_done_is_kept_while_something_before_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(json.dumps({"text": f"{WORSE}{number}"}) + "\n" for number in range(3))
    monkeypatch.chdir(project(tmp_path, {f"{name}.txt": WORSE for name in "abcd"} | {"e.jsonl": rows}))
    watch = threading.Thread(target=interrupt_when_kept, args=(4,))
    watch.start()
    begin = time.monotonic()
    assert kept(["a.txt", "b.txt", "c.txt", "d.txt", "e.jsonl"], 2) == {"b.txt", "c.txt", "d.txt", "e.jsonl"}
    assert time.monotonic() - begin < 100, "the slow one is not waited for"
    watch.join()


@pytest.mark.usefixtures("slow")
def test_the_last_file_before_an_interrupt_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path, {f"{name}.txt": WORSE for name in "bcz"}))
    assert kept(["b.txt", "c.txt", "z.txt"], 1) == {"b.txt", "c.txt"}


# --- forks of others

FORKED = """
import multiprocessing, sys
import mtcheck
TEXT = "He met the the minister in Seoul on Monday, and they talked about the Korean landmass for hours. "
def found(times):
    return [suspect.rule_id for suspect in mtcheck.check_text(TEXT * times).suspects]
def together():
    return [len(one.suspects) for one in mtcheck.check("a.txt", "b.txt", config=mtcheck.Config(jobs=2)).documents]
if __name__ == "__main__":
    alone = [found(times) for times in (1, 2, 3)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(found, (1, 2, 3)) == alone
    assert len(together()) == 2
    assert found(2) == alone[1]
    print("as before")
"""


def test_models_work_in_a_process_that_is_forked_after_they_were_loaded(tmp_path: Path) -> None:
    (tmp_path / "forked.py").write_text(FORKED)
    project(tmp_path, {"a.txt": WORSE, "b.txt": WORSE}, config="")
    run = begun([sys.executable, "forked.py"], tmp_path, "x")
    try:
        out, said = run.communicate(timeout=90)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        raise
    assert (out, said) == ("as before\n", "")
