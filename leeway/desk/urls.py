"""Every address of the desk and of the customers' pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from leeway.desk import (
    about_me,
    case_urls,
    customers_page,
    grant_news,
    grant_pages,
    guideline,
    hours_page,
    leading,
    my_day,
    my_leeway,
    my_promises,
    people_page,
    sign_in,
    tokens,
)

urlpatterns: list[URLPattern] = [
    path("", my_day.page, name="my_day"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out", LogoutView.as_view(), name="sign_out"),
    path("me", about_me.me, name="me"),
    path("me/customers", about_me.declare, name="declare"),
    path("me/away", about_me.away, name="away"),
    path("demo", sign_in.demo, name="demo"),
    path("demo/<str:person>", sign_in.demo_sign_in, name="demo_sign_in"),
    *case_urls.urlpatterns,
    path("people", people_page.index, name="people"),
    path("people/hours", hours_page.index, name="hours"),
    path("people/hours/edit", hours_page.edit, name="edit_hours"),
    path("people/new", people_page.new, name="new_person"),
    path("people/<str:person>", people_page.person, name="person"),
    path("people/<str:person>/password", people_page.password, name="new_password"),
    path("people/<str:person>/tokens", tokens.create, name="new_token"),
    path("people/<str:person>/tokens/<str:token>/end", tokens.revoke, name="revoke_token"),
    path("me/tokens", tokens.create_mine, name="new_token_mine"),
    path("me/tokens/<str:token>/end", tokens.revoke_mine, name="revoke_token_mine"),
    path("promises", my_promises.index, name="my_promises"),
    path("promises/new", my_promises.create, name="new_promise"),
    path("promises/<str:promise>", my_promises.page, name="my_promise"),
    path("promises/<str:promise>/<slug:act>", my_promises.act, name="act_on_my_promise"),
    path("leeway", my_leeway.page, name="leeway"),
    path("leeway/offer", grant_pages.offer, name="offer_grant"),
    path("leeway/offer/try", grant_pages.try_offer, name="try_offer"),
    path("leeway/sign", leading.sign, name="sign_lead"),
    path("leeway/read", grant_news.read, name="read_news"),
    path("leeway/stand-in", my_leeway.stand_in, name="stand_in"),
    path("grants/<str:grant>", grant_pages.show, name="grant"),
    path("grants/<str:grant>/<slug:act>", grant_pages.act, name="act_on_grant"),
    path("guideline", guideline.page, name="guideline"),
    path("guideline/<int:version>", guideline.page, name="guideline_version"),
    path("c/<str:token>", customers_page.show, name="customers_page"),
    path("c/<str:token>/answer", customers_page.answer, name="customers_answer"),
    path("c/<str:token>/word/<slug:act>", customers_page.word, name="customers_word"),
    path("c/<str:token>/promises/<str:promise>/<slug:act>", customers_page.promise, name="customers_promise"),
]
