"""A node that a person keeps down while he works on it."""

from story import PATIENCE, Story, tell


class HeldNodes(Story):
    why = "the disk is checked until tonight"

    def test_a_held_node_stays_down_over_a_reboot_and_the_others_tell_why_they_wait_until_it_is_released(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.n3.run("systemctl enable mariadb", check=True)
        told = self.n3.run(f"galera_init hold {self.why}", check=True).stdout
        self.assertIn("The server that runs is left alone", told)
        self.assertEqual(self.n3.wsrep()["wsrep_cluster_size"], "3")

        tell("n3 is the last to stop, and its machine is booted anew: at boot its server would start")
        self.cluster.stop(self.n1, self.n2, self.n3)
        furthest = self.cluster.position(self.n3)
        self.n3.reboot(timeout=PATIENCE)
        self.wait_verdict(self.n3, "refuse", reason="held", says=self.why)
        self.assertEqual(self.n3.run("systemctl is-active mariadb").stdout.strip(), "failed")
        self.assertEqual(self.cluster.position(self.n3), furthest)

        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="peer-not-started", names=(self.n3,), says="is held since")
            self.assert_journal_says(machine, f": {self.why}. When that work is done, run 'galera_init release' there")
            self.assert_status_shows(machine, self.why)
            check = machine.run("galera_check cluster --monitor")
            self.assertEqual(check.returncode, 1, check.stdout)
        self.assertEqual([node["held_because"] for node in self.seen(self.n1)["nodes"]], [None, None, self.why])
        metrics = self.n1.run("galera_check cluster --prometheus", check=True).stdout
        self.assertIn(f'galera_initiator_node_held_since_timestamp_seconds{{address="{self.n3.address}"}} ', metrics)
        self.assert_held_here()
        self.assert_nobody_bootstraps()

        tell("the work is done")
        self.n3.run("galera_init release", check=True)
        self.cluster.begin(self.n3)
        tell(f"whole {self.lab.wait_synced(timeout=PATIENCE):.1f} s after the release")
        self.assert_led_by(self.n3)
        self.assertIn("This node was not held.", self.n3.run("galera_init release", check=True).stdout)
        self.n3.run("systemctl disable mariadb", check=True)
        self.assert_whole()

    def assert_held_here(self) -> None:
        """n3 says so to whoever looks at it, and starts in no way that goes through its unit."""
        check = self.n3.run("galera_check cluster --monitor")
        self.assertEqual(check.returncode, 1, check.stdout)
        self.assertRegex(check.stdout, rf"\AGALERA WARNING - stopped, refuse \(held\): .*{self.why}")
        self.assertIn("Verdict: refuse (held)", self.n3.run("galera_check cluster", check=True).stdout)
        self.assertIn("reason: held, by the operator's hold", self.n3.run("galera_init --dry-run", check=True).stdout)
        self.assertNotEqual(self.n3.run("galera_new_cluster", timeout=60).returncode, 0)
        self.assertEqual(self.n3.run("systemctl is-active mariadb").stdout.strip(), "failed")
        wrong = self.n3.run(["galera_init", "hold", "two\nlines"])
        self.assertEqual(wrong.returncode, 64, wrong.stderr)
        self.assertIn("one line of printable UTF-8", wrong.stderr)
