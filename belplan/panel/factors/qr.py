"""QR codes as drawings within the page."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """An SVG with a white edge, readable on a dark page too; its size comes from the style sheet."""
    drawing = segno.make(text, error="m").svg_inline(omitsize=True, light="white", border=3, svgclass="qr")
    return mark_safe(drawing)  # noqa: S308 (segno draws squares; the text is not in it)
