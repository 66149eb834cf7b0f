"""Servers that were stopped cleanly: the last that left holds everything."""

from lab import Machine
from story import PATIENCE, Story, at_length, row, tell


class CleanStops(Story):
    @at_length
    @row(1)
    def test_servers_stopped_one_after_the_other_start_at_once(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n2, self.n1, self.n3)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n3)
        self.assert_whole()

    @row(1)
    def test_others_wait_for_the_last_leaver_when_it_is_started_last(self) -> None:
        self.cluster.stop(self.n2, self.n3, self.n1)
        for machine in (self.n2, self.n3):
            self.cluster.begin(machine)
            self.wait_verdict(machine, "wait", reason="peer-not-started", names=(self.n1,), says="start")
            self.assert_status_shows(machine, "Waits for n1", self.n1.address)
        self.assert_nobody_bootstraps()
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=150)
        self.assert_led_by(self.n1)
        self.assert_whole()

    def test_stop_ends_a_wait_at_once_and_leaves_nothing_behind(self) -> None:
        self.cluster.stop(self.n1, self.n2, self.n3)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", names=(self.n3,))
        # Far less than any time-out of the unit; a wait that is not interrupted would last for ever.
        self.n1.run("systemctl stop mariadb", timeout=20, check=True)
        self.assertEqual(self.n1.run("systemctl is-active mariadb").stdout.strip(), "inactive")
        # A process left in the unit would make the next start fail: the unit has SendSIGKILL=no.
        self.assertEqual(self.n1.run("cat /sys/fs/cgroup/system.slice/mariadb.service/cgroup.procs").stdout, "")
        # The watch is another unit's, and sees within moments that there is nothing to watch any more.
        gone = "for i in $(seq 50); do pgrep 'galera_init|mariadbd' >/dev/null || exit 0; sleep 0.1; done; exit 1"
        self.n1.run(gone, timeout=20, check=True)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n3)
        self.assert_whole()

    def hold(self, machine: Machine, command: str) -> None:
        """From the next start on the unit waits after this product's commands of that kind, until release()."""
        script = "touch /run/is-held; until [ -e /run/goes-on ]; do sleep 0.05; done"
        machine.write_file("/etc/systemd/system/mariadb.service.d/slow.conf", f"[Service]\n{command}=+/bin/sh -c '{script}'\n")
        machine.run("rm -f /run/is-held /run/goes-on; systemctl daemon-reload", check=True)

    def wait_held(self, *machines: Machine) -> None:
        for machine in machines:
            machine.run("until [ -e /run/is-held ]; do sleep 0.05; done", timeout=PATIENCE, check=True)

    def release(self, *machines: Machine) -> None:
        self.lab.each(lambda machine: machine.run("touch /run/goes-on", check=True), machines)

    def wait_size(self, machine: Machine, size: int) -> None:
        def has_size() -> bool:
            wsrep = machine.wsrep()
            return wsrep.get("wsrep_cluster_status") == "Primary" and wsrep.get("wsrep_cluster_size") == str(size)

        self.lab.wait_until(has_size, PATIENCE, f"{machine.name} runs in a component of {size}")

    def leave_alone(self, last: Machine, *leavers: Machine) -> None:
        """Those that are held leave; the last one goes on, commits, and loses its power."""
        # One by one: where two leave at one moment, the provider counts them as lost, and nobody goes on.
        for left, machine in enumerate(leavers, 1):
            self.release(machine)
            self.wait_size(last, len(self.lab.machines) - left)
        self.cluster.write(6, last)
        self.lab.power_cut([last])
        for machine in leavers:
            machine.run("until systemctl is-active mariadb | grep -qx inactive; do sleep 0.1; done", timeout=PATIENCE, check=True)
            machine.run("rm /etc/systemd/system/mariadb.service.d/slow.conf && systemctl daemon-reload", check=True)

    def assert_last_is_waited_for(self, last: Machine, *leavers: Machine) -> None:
        self.cluster.begin(*leavers)
        for machine in leavers:
            self.wait_verdict(machine, "wait", names=(last,))
        self.assert_nobody_bootstraps(6)
        self.lab.boot([last], timeout=PATIENCE)
        last.run("rm -f /etc/systemd/system/mariadb.service.d/slow.conf && systemctl daemon-reload", check=True)
        self.cluster.begin(last)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(last)
        self.assert_whole()

    def test_who_joined_unheard_while_the_others_left_is_waited_for(self) -> None:
        """n3's agent is dead, so nobody hears that it joins; and who leaves has written down by then whom it leaves."""
        leavers = (self.n1, self.n2)
        for machine in leavers:
            self.hold(machine, "ExecStop")
        self.cluster.stop(self.n3)
        self.hold(self.n3, "ExecStartPre")
        self.n3.run("systemctl stop snmpd", check=True)
        self.cluster.begin(self.n3)
        self.wait_held(self.n3)
        tell("n3 has decided to join, unheard")
        for machine in leavers:
            machine.run("systemctl stop --no-block mariadb", check=True)
        self.wait_held(*leavers)
        self.release(self.n3)
        self.wait_size(self.n3, 3)
        self.leave_alone(self.n3, *leavers)
        self.assert_last_is_waited_for(self.n3, *leavers)

    def test_who_merges_while_the_others_leave_is_waited_for(self) -> None:
        """n3 is cut off when the others write down whom they leave, and found again before they have left."""
        leavers = (self.n1, self.n2)
        for machine in leavers:
            self.hold(machine, "ExecStop")
        self.n3.pull_cable()
        self.wait_size(self.n1, 2)
        for machine in leavers:
            machine.run("systemctl stop --no-block mariadb", check=True)
        self.wait_held(*leavers)
        self.plug_cable(self.n3)
        self.wait_size(self.n3, 3)
        tell("n3 has merged with servers that are being stopped")
        self.leave_alone(self.n3, *leavers)
        self.assert_last_is_waited_for(self.n3, *leavers)
