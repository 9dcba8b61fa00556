"""Which buttons fit, and who hears of a case that waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules.staff_buttons import VERBS, Kind, Reader, Standing, fitting, readers


@pytest.mark.parametrize(
    ("kind", "now", "verbs"),
    [
        ("offer", Standing("waiting"), "claim"),
        ("offer", Standing("waiting", same=False), ""),  # it was somebody's in between
        ("offer", Standing("elsewhere"), ""),
        ("offer", Standing("none"), ""),
        ("mine", Standing("held"), "done back"),  # no ticket yet
        ("mine", Standing("held", ticket_open=True), "done part back"),
        ("mine", Standing("held", visit="booked", ticket_open=True), "way there done part back"),
        ("mine", Standing("held", visit="on_the_way", ticket_open=True), "there done part back"),
        ("mine", Standing("held", visit="arrived", ticket_open=True), "done part back"),
        ("mine", Standing("held", same=False, visit="booked", ticket_open=True), ""),
        ("mine", Standing("elsewhere", ticket_open=True), ""),
        ("mine", Standing("waiting", ticket_open=True), ""),
        ("visit", Standing(visit="booked", ticket_open=True), "way there done part"),
        ("visit", Standing(visit="on_the_way", ticket_open=True), "there done part"),
        ("visit", Standing(visit="arrived", ticket_open=True), "done part"),
        ("visit", Standing(visit="over", ticket_open=True), ""),
        ("visit", Standing(visit="none", ticket_open=True), ""),  # it is off
        ("visit", Standing(visit="booked"), ""),  # the ticket is closed
        ("alarm", Standing("waiting", unseen=True, ticket_open=True), "claim seen"),
        ("alarm", Standing(unseen=True, ticket_open=True), "seen"),
        ("alarm", Standing("waiting", ticket_open=True), ""),
        ("alarm", Standing("waiting", unseen=True), ""),
    ],
)
def test_buttons(kind: Kind, now: Standing, verbs: str) -> None:
    assert fitting(kind, now) == tuple(verbs.split())


@given(
    st.sampled_from(["offer", "mine", "visit", "alarm"]),
    st.builds(
        Standing,
        st.sampled_from(["none", "waiting", "held", "elsewhere"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["none", "booked", "on_the_way", "arrived", "over"]),
        st.booleans(),
    ),
)
def test_only_who_has_a_case_hands_it_back_and_only_what_waits_is_claimed(kind: Kind, now: Standing) -> None:
    verbs = fitting(kind, now)
    assert set(verbs) <= set(VERBS) and len(set(verbs)) == len(verbs)
    assert "back" not in verbs or (now.item == "held" and now.same)
    assert "claim" not in verbs or now.item == "waiting"
    assert not {"way", "there"} & set(verbs) or now.ticket_open


ANN = Reader(1, True, (), ("solar",))
BOB = Reader(2, True, ("solar-east",), ())
CAT = Reader(3, True, ("complaints",), ())
FAY = Reader(4, False, (), ("solar",))
AWAY = Reader(5, True, (), ("solar",), away=True)


@pytest.mark.parametrize(
    ("queue", "skills", "told"),
    [
        ("solar-east", (), (1, 2)),
        ("solar-east", ("solar",), (1,)),  # of those who may, whoever can
        ("complaints", ("solar",), (1,)),
        ("complaints", ("agri",), (1, 3)),  # nobody can: all who may
        ("service-desk", (), (1, 2, 3)),  # everybody's
    ],
)
def test_who_hears_of_a_case(queue: str, skills: tuple[str, ...], told: tuple[int, ...]) -> None:
    assert readers([ANN, BOB, CAT, FAY, AWAY], queue, "service-desk", skills) == told
