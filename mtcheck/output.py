"""Write outputs whole or not at all, and only where the user said: through no link, into no folder that is not there.

A target is refused where it is a link, a device or a pipe. A file's folder must exist; a folder that is itself the output is
made where it is missing, in a folder that exists.
"""

from __future__ import annotations

import errno
import os
import secrets
import signal
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mtcheck.core.errors import OutputError

STAGE = ".mtcheck-"  # what the names of unfinished outputs begin with
_OWN_PAGE = b'<meta name="generator" content="mtcheck report">'  # as mtcheck/render writes it
_HEAD = 4096  # bytes of a page in which the mark of ours stands
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # writing to an open file names no path
_DISTURBING = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


def write_text(path: Path, text: str) -> None:
    """Write the file in one step: a reader sees the old content or the new, and a failure leaves the old."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write the file in one step, bytes as they are."""
    check_target(path)
    with _named(path):
        stage = _written(path.parent, data)
        try:
            os.replace(stage, path)
        except BaseException:
            stage.unlink(missing_ok=True)
            raise


def check_target(path: Path) -> None:
    """Raise OutputError where a file of this name is not to be written: see the head of this module."""
    with _named(path):
        found = _kind(path)
        if found == "a folder":
            raise OutputError(f"{path}: cannot be written: it is a folder; name a file")
        if found not in ("", "a file"):
            raise OutputError(f"{path}: is not written: it is {found}; name a regular file")
        _check_parent(path)


def check_distinct(targets: Iterable[Path], sources: Iterable[str] = ()) -> None:
    """Raise OutputError where two outputs are one file, or where an output is a file that is read."""
    read = {os.path.realpath(source): source for source in sources}
    seen: dict[str, Path] = {}
    for target in targets:
        real = os.path.realpath(target)
        if real in seen:
            raise OutputError(f"{target}: two outputs would go into this one file; name another for one of them")
        if real in read:
            raise OutputError(f"{target}: is one of the files that are read; name another file for the output")
        seen[real] = target


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Yield a folder to write pages into; they move to ``target`` when the block ends well, and vanish when it does not.

    ``target`` is made where it is missing. A file there that is no page of mtcheck's is never replaced. Raises OutputError.
    """
    made = _made_folder(target)
    try:
        with tempfile.TemporaryDirectory(dir=target, prefix=STAGE) as folder:
            yield Path(folder)
            _publish(Path(folder), target)
    except OSError as error:  # what the block does beside writing may fail too
        where = os.path.abspath(os.fsdecode(error.filename or ""))
        if error.errno in _NO_ROOM or (error.filename and where.startswith(os.path.abspath(target))):
            raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
        raise
    finally:
        if made:
            with suppress(OSError):  # not empty: then something was written
                target.rmdir()


def _publish(stage: Path, target: Path) -> None:
    pages = sorted(stage.iterdir(), key=lambda page: (page.name == "index.html", page.name))  # the index names the others
    for page in pages:
        _check_page(target / page.name)
    with _undisturbed():
        for page in pages:
            os.replace(page, target / page.name)


def make_folders(folder: Path, top: Path) -> None:
    """Make the folders from ``top`` (made too, in a folder that exists) down to ``folder``, through no link below it."""
    parts = folder.relative_to(top).parts
    for count in range(len(parts) + 1):
        _made_folder(top.joinpath(*parts[:count]))


def _made_folder(target: Path) -> bool:
    """Make a folder where it is missing, and tell whether it was."""
    with _named(target):
        found = _kind(target)
        if found not in ("", "a folder"):
            raise OutputError(f"{target}: is not written into: it is {found}; name a folder")
        if found:
            return False
        _check_parent(target)
        target.mkdir(exist_ok=True)  # another run may have made it meanwhile
        return True


def _check_parent(path: Path) -> None:
    parent = path.absolute().parent
    if not parent.is_dir():
        raise OutputError(f"{path}: cannot be written: there is no folder {str(path.parent)!r}; make it first")


def _check_page(path: Path) -> None:
    """Raise OutputError where a file that is not ours stands in a page's place."""
    if _kind(path) in ("", "a link"):  # a link is replaced, and what it leads to stays as it is
        return
    if path.is_file():
        with path.open("rb") as file:
            if _OWN_PAGE in file.read(_HEAD):
                return
    raise OutputError(f"{path}: is no page of mtcheck's and is not replaced; name another folder for the report")


def _kind(path: Path) -> str:
    """Say what a path is, itself and not what it leads to; nothing where it is not there."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return ""
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a file" if stat.S_ISREG(mode) else "a device or a pipe"


@contextmanager
def _named(target: Path) -> Iterator[None]:
    """Let what goes wrong in writing be said of the target that the user named, not of the file it is first written to."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error


def _written(folder: Path, data: bytes) -> Path:
    """Write a new file, and return its path; where the system can, it has no name before it is whole.

    So even a run that is killed leaves nothing half written.
    """
    stage = folder / f"{STAGE}{secrets.token_hex(8)}"
    with suppress(OSError, AttributeError):  # no such files here, or no /proc: then one with a name
        number = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.link(f"/proc/self/fd/{number}", stage, src_dir_fd=number)  # with a dir_fd links are followed, else not
        return stage
    try:
        with stage.open("xb") as file:
            file.write(data)
    except BaseException:
        stage.unlink(missing_ok=True)
        raise
    return stage


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals that stop a run until the block is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _DISTURBING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
