"""Text of a file, in whatever encoding the program wrote it that people had at hand."""

from __future__ import annotations


def text_of(content: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or what Excel writes in Western Europe (Windows-1252)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
