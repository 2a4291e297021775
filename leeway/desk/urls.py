"""Every address of the desk and of the customers' pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from leeway.desk import sign_in

urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out", LogoutView.as_view(), name="sign_out"),
    path("me", sign_in.me, name="me"),
    path("demo", sign_in.demo, name="demo"),
    path("demo/<str:person>", sign_in.demo_sign_in, name="demo_sign_in"),
]
