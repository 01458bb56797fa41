"""The web process's application, for uvicorn."""

from __future__ import annotations

import gc
import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from belplan.panel.too_large import WithoutLargeBodies
from belplan.run.environment import OTHERS

os.umask(OTHERS)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belplan.run.settings")

application = WithoutLargeBodies(get_asgi_application())
get_resolver().check()  # every screen is loaded before anybody asks for one
gc.freeze()  # and stays: the collector need not walk all of it in the midst of an answer
gc.set_threshold(50_000, 10, 10)  # nor begin dozens of times within one that draws a great plan
