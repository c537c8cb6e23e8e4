"""Says what holds on a given day: which prices, which badges, and what a build should warn about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from sitegen.calculator.prices import Model, Plans, Prices, Tiers

STALE_AFTER_DAYS = 30


class Badge(NamedTuple):
    """Something a reader must know about a model's price."""

    code: Literal[
        "shuts-down",
        "gone",
        "promotion",
        "promotion-lapsed",
        "announced",
        "assumed-encoding",
        "estimated-tokens",
    ]
    on: date | None = None  #: the day it is about


class Finding(NamedTuple):
    """Something that makes the data less than current."""

    code: Literal["prices-stale", "plans-stale", "promotion-lapsed", "model-gone"]
    message: str


def tiers_on(model: Model, today: date) -> Tiers:
    """Choose the prices of a day, from today's on: announced ones and the ends of promotions are known."""
    if model.announced is not None and today >= model.announced.since:
        return model.announced.tiers
    if model.promotion is None or today <= model.promotion.until:
        return model.tiers
    return model.promotion.after


def is_gone(model: Model, today: date) -> bool:
    """Return whether the model has stopped answering."""
    return model.shutdown is not None and today >= model.shutdown


def badges(model: Model, today: date) -> tuple[Badge, ...]:
    """List what to say beside a model on a day."""
    shown_badges: list[Badge] = []
    if model.shutdown is not None:
        shown_badges.append(Badge("gone" if is_gone(model, today) else "shuts-down", model.shutdown))
    if model.promotion is not None:
        lapsed = today > model.promotion.until
        shown_badges.append(Badge("promotion-lapsed" if lapsed else "promotion", model.promotion.until))
    if model.announced is not None and today < model.announced.since:
        shown_badges.append(Badge("announced", model.announced.since))
    if model.encoding is None:
        shown_badges.append(Badge("estimated-tokens"))
    elif model.encoding_assumed:
        shown_badges.append(Badge("assumed-encoding"))
    return tuple(shown_badges)


def staleness(prices: Prices, today: date, plans: Plans | None = None) -> tuple[Finding, ...]:
    """List what a build should warn about.

    A model that was already gone when the prices were checked, or a promotion that had ended by then, is
    badged, but nothing to warn about; what has gone or ended since is.
    """
    findings: list[Finding] = []
    if (age := (today - prices.checked).days) > STALE_AFTER_DAYS:
        findings.append(
            Finding("prices-stale", f"the model prices were checked {age} days ago, on {prices.checked}")
        )
    if plans is not None and (age := (today - plans.checked).days) > STALE_AFTER_DAYS:
        findings.append(
            Finding("plans-stale", f"the plan prices were checked {age} days ago, on {plans.checked}")
        )
    for model in prices.models:
        if model.promotion is not None and prices.checked <= model.promotion.until < today:
            message = f"the promotion of {model.id} ended on {model.promotion.until}: its list price is shown"
            findings.append(Finding("promotion-lapsed", message))
        if model.shutdown is not None and prices.checked < model.shutdown <= today:
            findings.append(Finding("model-gone", f"{model.id} was shut down on {model.shutdown}"))
    return tuple(findings)
