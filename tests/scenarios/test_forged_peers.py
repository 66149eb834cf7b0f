"""Somebody on the network answers in place of n3, whose machine is off: with SNMPv2c nobody can tell, with SNMPv3 everybody does."""

import test_other_setups
from lab import Forger, Lab, Machine
from lab.forger import NOW
from story import Story, stage, tell

HIGHEST = 2**63 - 1
BOOT_OF_FORGER = "66666666-6666-6666-6666-666666666666"


def changed(record: str, **fields: object) -> str:
    """A record with other words, told by another machine and just now; None takes one out."""
    words = dict(word.split("=", 1) for word in record.split() if "=" in word)
    words["told"] = f"{BOOT_OF_FORGER}@{NOW}"
    words |= {key: str(value) for key, value in fields.items()}
    kept = [f"{key}={value}" for key, value in words.items() if value != "None"]
    return " ".join(["galera-initiator 1", *kept, "end"])


def field(record: str, key: str) -> str:
    return next(word.split("=", 1)[1] for word in record.split() if word.startswith(key + "="))


class WithoutN3(Story):
    """n3 left last and alone holds what was committed then; its power is off, so n1 and n2 have to wait for it."""

    def setUp(self) -> None:
        super().setUp()
        self.cluster.write(3, *self.lab.machines)
        self.cluster.stop(self.n3)
        self.old = self.record(self.n3)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=150)
        # Who stops while somebody joins does not know who stayed, and then even an old record of n3 would do.
        running = ["galera_check", "status"]
        self.lab.wait_until(lambda: self.n3.run(running).stdout.strip() == "running", 60, "n3 tells that it runs")
        self.cluster.stop(self.n1, self.n2)
        self.cluster.write(3, self.n3)
        self.cluster.stop(self.n3)
        self.true = self.record(self.n3)
        self.n3.power_cut()
        self.before = {machine: self.cluster.position(machine) for machine in (self.n1, self.n2)}
        tell(f"n3 is off at {field(self.true, 'seqno')}, n1 and n2 are at {[one.seqno for one in self.before.values()]}")

    def record(self, machine: Machine) -> str:
        return changed(machine.run("galera_check state", check=True).stdout)

    def claims_of_a_running_server(self) -> str:
        evidence = dict.fromkeys(("membership", "members", "data", "seqno", "identities", "remark"))
        return changed(f"timelines= {self.true}", status="running", **evidence)

    def made_up(self) -> str:
        """n3 as if it had left before n1: everything in it but that is true, and can be read from what n1 and n2 tell everybody."""
        return changed(
            self.true,
            membership="left",
            members=field(self.record(self.n1), "members"),
            seqno=min(one.seqno for one in self.before.values()) - 1,
        )

    def n3_returns(self) -> None:
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=150)
        self.assert_led_by(self.n3)
        self.assert_whole()


class ForgedPeers(WithoutN3):
    """SNMPv2c: what a forger can do, as galera-initiator(7) tells it."""

    def test_who_claims_to_run_makes_the_others_start_in_vain(self) -> None:
        with self.lab.forger(self.n3) as forger:
            forger.tells(self.claims_of_a_running_server())
            self.cluster.begin(self.n1, self.n2)
            self.wait_verdict(self.n1, "join", reason="peer-runs")
            self.lab.wait_until(lambda: "mariadbd" in self.n1.run("pgrep -l mariadbd").stdout, 60, "n1's server starts")
            tell("n1's server looks for a component that does not exist")
        tell("the forger is gone")
        self.n3_returns()

    def test_who_claims_more_or_to_be_at_it_makes_the_others_wait(self) -> None:
        with self.lab.forger(self.n3) as forger:
            for reason, record in (
                ("peer-not-started", changed(self.true, seqno=HIGHEST)),
                ("peer-will-bootstrap", changed(self.true, seqno=HIGHEST, status="initiating", settings=None)),
                ("peer-starting", changed(self.claims_of_a_running_server(), status="bootstrapping")),
                ("last-members-missing", changed(self.true, cluster="another")),
            ):
                forger.tells(record)
                self.cluster.begin(self.n1, self.n2)
                for machine in (self.n1, self.n2):
                    self.wait_verdict(machine, "wait", reason=reason, names=(self.n3,))
            self.assert_nobody_bootstraps(2)
            forger.tells(changed(self.true, history="11111111-2222-3333-4444-555555555555"))
            for machine in (self.n1, self.n2):
                self.wait_verdict(machine, "refuse", reason="two-histories")
        self.assertEqual(self.before, {machine: self.cluster.position(machine) for machine in self.before})
        tell("the forger is gone, and n1 and n2 hold what they held")
        self.cluster.begin(self.n1, self.n2)
        self.n3_returns()

    def test_who_repeats_an_old_record_is_not_enough_and_who_makes_one_up_makes_the_others_go_on_without_n3(self) -> None:
        self.addCleanup(stage.close)  # two histories are no place for another story to begin
        with self.lab.forger(self.n3) as forger:
            forger.tells(self.old)
            self.cluster.begin(self.n1, self.n2)
            self.wait_verdict(self.n1, "wait", reason="members-unknown")
            self.assert_nobody_bootstraps(2)
            forger.tells(self.made_up())
            self.lab.wait_synced([self.n1, self.n2], timeout=150)
            tell("n1 and n2 run without what only n3 holds")
        self.n3.boot()
        self.cluster.begin(self.n3)
        self.wait_verdict(self.n3, "refuse", reason="forked-history", says="that it lacks")
        self.lab.wait_until(lambda: " seqno=" in self.record(self.n3), 30, "n3's refused start has ended")
        self.assertEqual(field(self.record(self.n3), "seqno"), field(self.true, "seqno"))
        tell("n3 is refused, and its disk still holds it")


class ForgedPeersAndVersion3(WithoutN3):
    """SNMPv3 and the policy that nothing else counts: a forger can only be silence."""

    kind = "SNMPv3 required"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        version3 = test_other_setups.SnmpVersion3
        version3.configure(lab)
        for machine in lab.machines:
            machine.write_file("/etc/galera-initiator.conf", version3.CLIENT + "require = v3\n", mode="0640", owner="root:mysql")

    def test_nothing_that_is_forged_changes_a_verdict(self) -> None:
        with self.lab.forger(self.n3) as forger:
            self.cluster.begin(self.n1, self.n2)
            for what, record in (
                ("runs", self.claims_of_a_running_server()),
                ("is far ahead", changed(self.true, seqno=HIGHEST)),
                ("bootstraps", changed(self.claims_of_a_running_server(), status="bootstrapping")),
                ("is where it once was", self.old),
                ("left before the others", self.made_up()),
                ("holds another history", changed(self.true, history="11111111-2222-3333-4444-555555555555")),
            ):
                forger.tells(record, "running", "1")
                self.assert_is_not_heard(forger, what)
            self.assert_nobody_bootstraps(2)
        self.n3_returns()

    def assert_is_not_heard(self, forger: Forger, what: str) -> None:
        """Its answers come, several rounds long, and the verdict stays what it is without them."""
        enough = forger.asked() + 6
        self.lab.wait_until(lambda: forger.asked() > enough, 60, "the forger is asked again")
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n3,), says="packets came that are no answer")
        tell(f"the forger says that n3 {what}: nobody hears it")


# A base, not a story.
del WithoutN3
