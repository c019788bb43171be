"""The beat of offers: what is due is offered, "not now" is asked again, and the desk hears of what nobody answered."""

from celery import shared_task

from mentoring.community.offers import actions
from oncocare.foundation import clock


@shared_task
def look_after_offers() -> int:
    """Offer what is due or is to be asked again, and tell the desk of offers that nobody answered for a week."""
    with clock.held():
        return actions.offer_what_is_due() + actions.ask_again() + actions.tell_of_unanswered()
