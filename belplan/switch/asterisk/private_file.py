"""Files that only their owner reads, whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_private(file: Path, content: bytes) -> None:
    """Raises OSError, with the file as it was: half a password, found at the next start, would be kept for ever."""
    beside = file.with_name(f".{file.name}.new")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        beside.write_bytes(content)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
