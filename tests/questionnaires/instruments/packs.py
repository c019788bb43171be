"""A text pack with invented words for an instrument whose own may not be shipped."""

PACK = """\
instrument: isi
language: en
licence:
  reference: "no. 123"
  holder: "Hospital of the Test"
  valid_until: 2030-06-30
title: Invented title
instructions: Invented instructions
stem: Invented stem
recall: Invented period
items:
  "1": Invented question one
  "2": Invented question two
  "3": Invented question three
  "4": Invented question four
  "5": Invented question five
  "6": Invented question six
  "7": Invented question seven
options:
  main: {4: most, 3: more, 2: some, 1: few, 0: none}
  "7": {0: never, 1: ~, 2: "2", 3: ~, 4: always}
"""
