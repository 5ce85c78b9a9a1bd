"""`python -m simulator`: the server on its own."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
import signal
import sys

from .server import Simulator
from .switches import Switches
from .world import World


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A simulated PiOrchestrator.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address only")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--api-key", help="the key clients must send; without one use --switch auth=off")
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--world", type=Path, metavar="FILE", help="boards and their fates")
    parser.add_argument("--speed", type=float, default=1.0, help="divides every simulated duration")
    parser.add_argument("--state-file", type=Path, metavar="FILE", help="kept across restarts")
    parser.add_argument("--control", action="store_true", help="open the control routes under /_sim/")
    return parser


def _build(arguments: argparse.Namespace) -> Simulator:
    simulator = Simulator(
        api_key=arguments.api_key,
        switches=Switches.from_pairs(arguments.switch),
        speed=arguments.speed,
        state_file=arguments.state_file,
        control=arguments.control,
    )
    if arguments.world is not None:
        simulator.load_world(World.from_file(arguments.world))
    return simulator


async def _serve(simulator: Simulator, port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await simulator.start(port)
    try:
        sys.stdout.write(f"PiOrchestrator simulator listening on {simulator.url}\n")
        sys.stdout.flush()
        await stopped.wait()
    finally:
        await simulator.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; a bad argument ends with its reason and status 2."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    if parsed.host not in {"127.0.0.1", "localhost"}:
        parser.error("--host must be 127.0.0.1; the simulator is for this machine alone")
    return _run(parser, parsed)


def _run(parser: argparse.ArgumentParser, parsed: argparse.Namespace) -> int:
    try:
        simulator = _build(parsed)
        asyncio.run(_serve(simulator, parsed.port))
    except (ValueError, OSError) as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
