"""Servers that were stopped cleanly: the last that left holds everything."""

from story import PATIENCE, Story, at_length, row, tell


class CleanStops(Story):
    @at_length
    @row(1)
    def test_servers_stopped_one_after_the_other_start_at_once(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n2, self.n1, self.n3)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_bootstrapped_by(self.n3, "furthest-position")
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
        self.assert_bootstrapped_by(self.n1, "furthest-position")
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
        self.assert_bootstrapped_by(self.n3)
        self.assert_whole()

    def test_who_joined_unheard_while_the_others_left_is_waited_for(self) -> None:
        """n3's agent is dead, so nobody hears that it joins; and who leaves has written down by then whom it leaves."""
        leavers = (self.n1, self.n2)
        for machine in leavers:
            slow = "[Service]\nExecStop=/bin/sleep 25\n"
            machine.write_file("/etc/systemd/system/mariadb.service.d/slow.conf", slow)
            machine.run("systemctl daemon-reload", check=True)
        self.cluster.stop(self.n3)
        self.n3.run("systemctl stop snmpd", check=True)
        self.cluster.begin(self.n3)
        self.n3.run("until pkill -STOP -x mariadbd; do sleep 0.02; done", timeout=PATIENCE, check=True)
        tell("n3 sets out to join, unheard")
        for machine in leavers:
            machine.run("systemctl stop --no-block mariadb", check=True)
        self.n3.run("sleep 4; pkill -CONT -x mariadbd", timeout=PATIENCE, check=True)
        self.lab.wait_until(
            lambda: self.n3.wsrep().get("wsrep_cluster_status") == "Primary" and self.n3.wsrep().get("wsrep_cluster_size") == "1",
            PATIENCE,
            "n3 has joined, and goes on when the others have left",
        )
        self.cluster.write(6, self.n3)
        self.lab.power_cut([self.n3])
        for machine in leavers:
            machine.run("rm /etc/systemd/system/mariadb.service.d/slow.conf && systemctl daemon-reload", check=True)
        self.cluster.begin(*leavers)
        for machine in leavers:
            self.wait_verdict(machine, "wait", names=(self.n3,))
        self.assert_nobody_bootstraps(6)
        self.lab.boot([self.n3], timeout=PATIENCE)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_bootstrapped_by(self.n3, "furthest-position")
        self.assert_whole()
