"""Everything under /provision/ is answered by one view, so that no answer of another tells what there is."""

from __future__ import annotations

from django.urls import re_path

from belplan.provisioning import views

app_name = "provisioning"

urlpatterns = [re_path(r"\A(?P<rest>[\s\S]*)\Z", views.file, name="file")]
