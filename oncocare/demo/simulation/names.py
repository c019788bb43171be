"""What made-up people are called, and the addresses that say which of them somebody is."""

from __future__ import annotations

from random import Random

BY = "system:simulation"
ADDRESS = "cohort.invalid"

FIRST = "Adela Aina Berta Blanca Carla Cèlia Clàudia Diana Emma Eulàlia Flora Gemma Irene Júlia Laia Llum Maria Mireia Neus Olga Pilar Queralt Roser Sílvia Teresa Vera".split()  # noqa: E501, SIM905
LAST = "Alsina Bosch Camps Duran Esteve Ferrer Grau Homs Isern Julià Llobet Mas Navarro Oliver Puig Quer Riera Sala Torres Vila".split()  # noqa: E501, SIM905


def name(rng: Random) -> str:
    """A first name and a last one."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def address(slug: str, number: int) -> str:
    """The e-mail address that says which person of the plan at the centre of this slug somebody is."""
    return f"{slug}-{number:05}@{ADDRESS}"
