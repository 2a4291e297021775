"""The addresses of cases; a verb is a resource of its own."""

from __future__ import annotations

from django.urls import URLPattern, path

from leeway.desk import (
    actions,
    cases,
    customer_facts,
    decisions,
    explained,
    handoffs,
    hear,
    links,
    mails,
    notes,
    promises,
    proposals,
    results,
)

urlpatterns: list[URLPattern] = [
    path("cases", cases.index, name="cases"),
    path("cases/<int:number>", cases.page, name="case"),
    path("cases/new", hear.new, name="hear"),
    path("cases/<int:number>/hear", hear.received, name="hear_received"),
    path("cases/<int:number>/may", decisions.may, name="may"),
    path("cases/<int:number>/decisions", decisions.create, name="decide"),
    path("cases/<int:number>/decisions/<str:decision>", explained.page, name="explained"),
    path("cases/<int:number>/decisions/<str:decision>/reversal", decisions.reverse, name="reverse"),
    path("cases/<int:number>/intent/stop", decisions.stop_intent, name="stop_intent"),
    path("cases/<int:number>/intent/very-well", decisions.very_well, name="very_well"),
    path("cases/<int:number>/offer", handoffs.offer, name="offer"),
    path("cases/<int:number>/offer/acceptance", handoffs.accept, name="accept_case"),
    path("cases/<int:number>/offer/refusal", handoffs.decline, name="decline_case"),
    path("cases/<int:number>/action", actions.ask, name="ask_for_action"),
    path("cases/<int:number>/action/taking", actions.take, name="take_action"),
    path("cases/<int:number>/action/refusal", actions.decline, name="decline_action"),
    path("cases/<int:number>/action/steps", actions.confirm, name="confirm_step"),
    path("cases/<int:number>/action/return", actions.take_back, name="take_back"),
    path("cases/<int:number>/action/outcome", actions.report_done, name="report_done"),
    path("cases/<int:number>/proposals/<str:proposal>/advice", proposals.advise, name="give_advice"),
    path("cases/<int:number>/proposals/<str:proposal>/agreement", proposals.agree, name="agree"),
    path("cases/<int:number>/proposals/<str:proposal>/disagreement", proposals.disagree, name="disagree"),
    path("cases/<int:number>/proposals/<str:proposal>/withdrawal", proposals.withdraw, name="withdraw_proposal"),
    path("cases/<int:number>/proposals/<str:proposal>/decision", proposals.decide, name="decide_proposed"),
    path("cases/<int:number>/customer", customer_facts.write, name="write_customers_facts"),
    path("cases/<int:number>/notes", notes.create, name="write_note"),
    path("cases/<int:number>/question", results.ask, name="ask_customer"),
    path("cases/<int:number>/referral", results.refer, name="refer"),
    path("cases/<int:number>/promises", promises.create, name="promise"),
    path("cases/<int:number>/promises/<str:promise>/<str:act>", promises.act, name="act_on_promise"),
    path("cases/<int:number>/mails/read", mails.read, name="read_mails"),
    path("cases/<int:number>/mails/<str:message>", mails.show, name="mail"),
    path("cases/<int:number>/mails/<str:message>/files/<int:place>", mails.file, name="mail_file"),
    path("cases/<int:number>/link", links.renew, name="renew_link"),
]
