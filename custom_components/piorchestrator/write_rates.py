"""How often the entities write their states, so that no flood of changes fills the recorder.

The first rate is for a moment, the second for hours. A batch of 500 boards stays below all of them, except that its
counters and the session event `session_state_changed`, of which there is one for each step of each board, are written
once a second. The last value is always written.
"""

from typing import Final

from .core.rate import Rate

# A small row: a number or a word. After half an hour of one row a second: 720 rows an hour.
FIGURE_RATES: Final = (Rate(60, 1.0), Rate(1800, 5.0))
# A row with texts of the server in its attributes, and everything that there is one of for each board.
TEXT_RATES: Final = (Rate(60, 1.0), Rate(300, 10.0))
# For each event type, since each event is a row of its own: a batch of 500 boards has up to 1,000 of a type within
# minutes. A long text of the server counts as several events, one for each so many characters.
BOARD_EVENT_RATES: Final = (Rate(1500, 1.0),)
CHARACTERS_PER_EVENT: Final = 250
SESSION_EVENT_RATES: Final = (Rate(100, 1.0), Rate(300, 10.0))
# Beside the limit of one line a second.
LOG_EVENT_RATES: Final = (Rate(300, 10.0),)
