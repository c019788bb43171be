"""Python imports this at the start of every process of the demo: its clock is as far ahead as that of the tests."""

import os
import sys
import time

sys.modules["pytest"] = None  # time_machine imports it where it is there, which takes longer than all the rest
import time_machine  # noqa: E402

del sys.modules["pytest"]
time_machine.travel(time.time() + float(os.environ["TEST_CLOCK_OFFSET"])).start()
