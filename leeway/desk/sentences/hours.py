"""Refusals around working hours as sentences."""

from __future__ import annotations

HOURS = {
    "no_hours": "These hours have no time at all when somebody is there, so nothing could ever be due. Enter at least "
    "one span on one day.",
    "no_working_days": "None of the days that count as working days has any hours. Enter hours for one of them, or let "
    "another day count.",
    "hours_out_of_order": "The hours of {day} overlap, or end before they begin. Write them in order, like "
    "08:30-12:00, 13:00-17:30; what goes on after midnight belongs to the next day, from 00:00.",
    "never_open": "By these hours nobody is there in the next {days} days, as far as needed. Look at the closed days, "
    "or choose a shorter time.",
    "unknown_place": "No public holidays are known for {country} {region}. Choose another place, or enter its closed "
    "days yourself.",
    "unknown_zone": "{zone} is no timezone that we know. Write it like Europe/Amsterdam.",
}
