"""The web process's application, for uvicorn."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from belplan.panel.too_large import WithoutLargeBodies
from belplan.run.environment import OTHERS

os.umask(OTHERS)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belplan.run.settings")

application = WithoutLargeBodies(get_asgi_application())
