"""Download one file over https, from an address that the user named."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mtcheck.core.errors import ModelError

_BLOCK = 1 << 20
_TIMEOUT = 60.0  # seconds without a byte


class _HttpsOnly(HTTPRedirectHandler):
    """Follow redirections as long as they stay on https."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme.lower() != "https":
            raise ModelError(f"{req.host}: the address leads away from https; nothing was installed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(address: str, target: Path, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Write what lies at an https address into a file. Raises ModelError; the caller deletes what has come by then."""
    where = address.partition("?")[0]
    try:
        with build_opener(_HttpsOnly).open(Request(address), timeout=_TIMEOUT) as answer, target.open("wb") as file:
            total, done = int(answer.headers.get("Content-Length") or 0), 0
            while block := answer.read(_BLOCK):
                file.write(block)
                done += len(block)
                if progress:
                    progress(done, total)
    except HTTPError as error:
        raise ModelError(f"{where}: cannot be downloaded: the server answers {error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise ModelError(f"{where}: cannot be downloaded: {reason}") from error
