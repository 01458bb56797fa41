"""Small drawings, each one path on a 24 by 24 grid."""

from __future__ import annotations

ICONS = {
    "dashboard": "M4 4h7v9H4z M13 4h7v5h-7z M13 12h7v8h-7z M4 16h7v4H4z",
    "plan": "M9 3h6v4H9z M3 17h6v4H3z M15 17h6v4h-6z M12 7v5 M6 17v-5h12v5",
    "try": "M7 5v14l11-7z",
    "reports": "M5 3h14v18H5z M9 8h6 M9 12h6 M9 16h3",
    "profile": "M12 3a4 4 0 1 1 0 8a4 4 0 0 1 0-8z M5 21c0-4 3-6 7-6s7 2 7 6",
    "menu": "M4 6h16 M4 12h16 M4 18h16",
    "in": "M19 5L6 18 M6 9v9h9",
    "out": "M5 19L18 6 M9 6h9v9",
    "inside": "M4 9h15l-4-4 M20 15H5l4 4",
    "done": "M5 12l5 5L20 7",
    "open": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18z",
    "on": "M12 3v8 M7 6a8 8 0 1 0 10 0",
    "search": "M10 4a6 6 0 1 1 0 12a6 6 0 0 1 0-12z M15 15l6 6",
    "phone": "M5 4h4l2 5l-3 2a11 11 0 0 0 5 5l2-3l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2",
    "people": "M9 4a3 3 0 1 1 0 6a3 3 0 0 1 0-6z M2 20c0-4 3-6 7-6s7 2 7 6 M16 4a3 3 0 0 1 0 6 M18 14c3 1 4 3 4 6",
    "company": "M4 21V4h10v17 M14 9h6v12 M2 21h20 M7 8h4 M7 12h4 M7 16h4 M17 13v.1 M17 17v.1",
    "settings": "M4 7h9 M17 7h3 M15 5v4 M4 17h3 M11 17h9 M9 15v4 M4 12h3 M11 12h9 M9 10v4",
    "app": "M8 2h8a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z M11 18h2",
    "authenticator": "M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18z M12 7v5l3 3",
    "passkey": "M8 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8z M12 12h9 M18 12v4 M21 12v3",
    "recovery": "M5 3h14v18H5z M8 8h8 M8 12h8 M8 16h5",
    "warning": "M12 3L2 20h20z M12 10v4 M12 17v.1",
}
