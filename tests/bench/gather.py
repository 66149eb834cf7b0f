"""How long a round takes. Usage: gather.py GATHER [rounds]

Every node has an agent of its own (snmpd) that runs `extend -cacheTime -1` of a trivial command for each
object; all agents and the program share this machine's processors, which real nodes do not. Dead nodes are addresses
from which nothing comes back. Three things are measured beside it in the same run, for scale:
  one by one   snmpget of the same object from the same nodes, one after the other
  agent        one snmpget from one node: starting a program, and the command that its agent runs
  no commands  a round over agents that have none of the objects: what is left is the round's own part
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "snmp"))

import agents as world

TIMEOUT = 1000
SIZES = (3, 8, 32)
# The record's beginning is what tells the program that it need not ask for the older tool's two objects as well.
EXTENDS = (
    "extend -cacheTime -1 galeraState /bin/echo galera-initiator 1 and so on\n"
    "extend -cacheTime -1 galeraStatus /bin/echo stopped\n"
    "extend -cacheTime -1 galeraSeqno /bin/echo 12345\n"
)
OBJECTS = [".1.3.6.1.4.1.8072.1.3.2.3.1.1." + ".".join(map(str, [len("galeraState"), *b"galeraState"]))]
ACCESS = {"v2c": world.V2C, "v3": world.V3}
TOOL = {"v2c": ["-v2c", "-c", world.COMMUNITY],
        "v3": ["-v3", "-u", world.USER, "-l", "authPriv", "-a", "SHA-256", "-A", world.AUTH_PASSPHRASE, "-x", "AES",
               "-X", world.PRIV_PASSPHRASE]}


def live(number):
    return f"127.0.1.{number}"


def bare(number):
    return f"127.0.2.{number}"


def dead(number):
    return f"{world.DEAD_NETWORK}.{number}"


def nodes(size, dead_count):
    return [dead(number) if number <= dead_count else live(number) for number in range(1, size + 1)]


def one_by_one(version, addresses):
    start = time.monotonic()
    for address in addresses:
        subprocess.run(["snmpget", *TOOL[version], "-t", str(TIMEOUT / 2000), "-r", "1", "-On",
                        f"udp:{address}:{world.PORT}", *OBJECTS], capture_output=True, env={**os.environ, "MIBS": ""})
    return (time.monotonic() - start) * 1000


def measure(gatherer, version, addresses, rounds):
    results = gatherer.ask([*ACCESS[version], f"timeout={TIMEOUT}", f"rounds={rounds}", *addresses])
    for summary, answers in results:
        for answer in answers:
            expected = "unreachable" if answer["node"].startswith(world.DEAD_NETWORK) else "answered"
            if answer["outcome"] != expected or (expected == "answered" and not answer["state"]):
                raise SystemExit(f"{answer}")
    # The first round pays for pages that are touched for the first time, and so does the first of every start.
    return [summary["took_ms"] for summary, _ in results]


def report_own_part(gatherer, version, rounds):
    parts = []
    for size in SIZES:
        addresses = [bare(number) for number in range(1, size + 1)]
        results = gatherer.ask([*ACCESS[version], f"timeout={TIMEOUT}", f"rounds={rounds}", *addresses])
        if any(answer["outcome"] != "answered" for _, answers in results for answer in answers):
            raise SystemExit("an agent did not answer")
        parts.append(f"{size} nodes {statistics.median(summary['took_ms'] for summary, _ in results):.1f} ms")
    print(f"no commands, {version}: " + ", ".join(parts))


def report(gatherer, version, size, dead_count, rounds):
    addresses = nodes(size, dead_count)
    times = measure(gatherer, version, addresses, rounds)
    middle = statistics.median(times)
    baseline = one_by_one(version, addresses)
    print(f"{version:4} {size:5} {dead_count:5} {middle:9.1f} {max(times):9.1f} {middle / TIMEOUT:9.3f} "
          f"{baseline:11.0f} {baseline / middle:8.1f}", flush=True)


def main():
    world.enter_namespace()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    world.set_up_network()
    agents = world.Agents()
    try:
        gatherer = world.Gatherer(sys.argv[1], agents.folder)
        for number in range(1, max(SIZES) + 1):
            agents.start(f"agent{number}", [live(number)], EXTENDS)
        agents.start("bare", [bare(number) for number in range(1, max(SIZES) + 1)], "")
        for version in ACCESS:
            report_own_part(gatherer, version, rounds)
            single = statistics.median(one_by_one(version, [live(1)]) for _ in range(rounds))
            print(f"agent, {version}: {single:.1f} ms")
        print(f"\n{os.cpu_count()} processors, time-out {TIMEOUT} ms, {rounds} rounds each")
        print("     nodes  dead median_ms    max_ms  timeouts  one_by_one   faster")
        for version in ACCESS:
            for size in SIZES:
                for dead_count in (0, 1, size // 2):
                    report(gatherer, version, size, dead_count, rounds)
    finally:
        agents.stop()


if __name__ == "__main__":
    main()
