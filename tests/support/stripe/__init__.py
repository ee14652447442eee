"""A server that speaks as Stripe does, over a real socket."""

from tests.support.stripe.books import Books, Fault
from tests.support.stripe.server import FakeStripe, running

__all__ = ["Books", "FakeStripe", "Fault", "running"]
