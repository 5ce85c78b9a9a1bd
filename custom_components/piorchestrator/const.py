"""Names and numbers that more than one module of the glue needs."""

from datetime import timedelta
import logging
from typing import Final

DOMAIN: Final = "piorchestrator"
LOGGER: Final = logging.getLogger(__package__)
MANUFACTURER: Final = "DeliCasa"

SECTION_ADVANCED: Final = "advanced"
SECTION_GATES: Final = "gates"
SUBENTRY_NETWORK: Final = "network"
CONF_MONITOR: Final = "monitor"
MONITOR_PUSH: Final = "push"
MONITOR_POLLED: Final = "poll"
MONITOR_OFF: Final = "off"
CONF_AUTO_RETRY_LIMIT: Final = "auto_retry_limit"
CONF_CEILING: Final = "unattended_ceiling"
CONF_WEAKEST_RSSI: Final = "unattended_weakest_rssi"
CONF_FIRMWARE: Final = "unattended_firmware"

CONF_SSID: Final = "ssid"
CONF_DISCOVERY_TIMEOUT: Final = "discovery_timeout"
CONF_PROVISIONING_TIMEOUT: Final = "provisioning_timeout"
CONF_VERIFICATION_TIMEOUT: Final = "verification_timeout"
# A limit below 5 s fails every board, one above an hour outlives the session itself.
SHORTEST_TIMEOUT: Final = 5
LONGEST_TIMEOUT: Final = 3600

# The safety read runs whatever the stream says. With the time limit of a read it stays below the 45 s after which
# a value is too old to be shown, also for an idle server whose half-open stream gives no sign of life.
SAFETY_READ: Final = timedelta(seconds=30)
# A value is unavailable this long after the response that it came with, whatever the other parts of the API answer: a
# second below the promised 45 s, for the timer and the writing of the states.
LONGEST_AGE_SECONDS: Final = 44.0
# While the stream is down [C §11.7].
FALLBACK_POLL: Final = timedelta(seconds=5)
# All requests of one read together, repeats included; 30 + 10 s keep a value younger than 45 s.
READ_BUDGET_SECONDS: Final = 10.0
# What changes is written at once, so that a power cut loses nothing, but all stores of an entry together write at most
# STORE_WRITES times within STORE_SECONDS: a flood must not wear an SD card out.
STORE_WRITES: Final = 3
STORE_SECONDS: Final = 60.0
# A second read within a second would see what the first one saw.
READ_COOLDOWN_SECONDS: Final = 1.0
# A busy server that asks to wait for less, or names no time, is not asked again sooner.
SHORTEST_WAIT_SECONDS: Final = 1.0
# Two reads in a row that found changes of which a stream, silent for longer than any event takes, did not tell.
DEAF_READS: Final = 2
DEAF_SECONDS: Final = 10.0
# Reads in a row that found nothing new although events came between them: the stream tells of what happens again.
HEARD_READS: Final = 2
# A stream that the peer closes after so much silence, as proxies do, is back at once; it counts as connected for the time
# that this takes.
SILENT_SECONDS: Final = 5.0
HOLD_SECONDS: Final = 10.0
# A stream that comes and goes is told of in the log this often; the entity and its history show the rest.
LOSS_TOLD_SECONDS: Final = 15 * 60
# The list of interrupted sessions is part of each refresh, but of those that follow each other closely: nothing tells of
# the end of an interrupted session, and the list has to be as young as everything else.
RECOVERY_SECONDS: Final = 4.0
# A stream that refuses a key which reads are answered with is not mended by another key; nobody waits for it.
REFUSED_RECHECK_SECONDS: Final = 300.0
# Two reads that agree that a board is gone: as far apart as the safety read, so that no burst of reads decides.
BOARD_AGREEMENT_SECONDS: Final = 30.0
# Work on many events gives way to the rest of Home Assistant this often.
SLICE_SECONDS: Final = 0.005
# For diagnostics: enough to see what led to a fault, few enough to read.
MOST_REMEMBERED: Final = 25
# A stream that is lost for longer does not come back by itself; reads go on meanwhile.
STREAM_LOST_SECONDS: Final = 15 * 60
# A server that logs a flood must not fill the recorder: what comes faster than anybody reads is counted instead.
LOG_SECONDS: Final = 1.0
# System information while no socket tells more [C §12, §14].
MONITOR_POLL: Final = timedelta(seconds=5)
# The socket gets this long before the first poll [C §14].
MONITOR_FIRST_SECONDS: Final = 3.0
# Three missed updates [C §12]: figures that nobody renews are not shown as those of now.
MONITOR_SILENCE_SECONDS: Final = 15.0
# A server without system information gets it with an update; nobody waits for it.
MONITOR_ABSENT_SECONDS: Final = 300.0
# What moves a noisy figure a little is written this often: 120 rows an hour instead of 720.
NOISE_SECONDS: Final = 30.0
# What moves it a lot is written this often: as often as the server sends figures.
SIGNIFICANT_SECONDS: Final = 5.0
# Events of several boards that come together are one decision of unattended mode, and nobody notices the delay.
SETTLE_SECONDS: Final = 0.2
# What a power cut may take of a batch that is under way; the server knows it as well.
BATCH_STORE_SECONDS: Final = 30.0
# Enough to compare with last week, and with 200 boards each still a file of about a megabyte.
MOST_REPORTS: Final = 20
# A batch that has ended is read once more for its report; the answer to an action waits for that.
REPORT_SECONDS: Final = 30.0
# Nobody reads faster than five changes a second; a browser that draws 500 boards needs its time.
FEED_SECONDS: Final = 0.2
