"""One node fails while the others run."""

from story import Story, at_length, row, tell


class SingleFaults(Story):
    @row(26)
    def test_a_killed_server_joins_again_by_itself(self) -> None:
        process = self.n2.run("systemctl show --property=MainPID --value mariadb", check=True).stdout.strip()
        self.n2.run(f"kill -9 {process}", check=True)
        self.lab.wait_synced([self.n1, self.n3], timeout=150)
        self.cluster.write(4, self.n1, self.n3)
        tell(f"n2 is back after another {self.lab.wait_synced(timeout=150):.1f} s")
        self.assertEqual([one.word for one in self.decisions() if one.word in ("join", "bootstrap")], ["join"])
        self.assert_whole()

    @at_length
    def test_a_rebooted_machine_joins_again_by_itself(self) -> None:
        self.n1.enable("mariadb")
        self.n1.poweroff(150)
        self.cluster.write(4, self.n2, self.n3)
        self.n1.boot(settled=False)
        tell(f"n1 is booted and back after another {self.lab.wait_synced(timeout=150):.1f} s")
        self.assertEqual([one.word for one in self.decisions(self.n1) if one.word != "wait"], ["join"])
        self.n1.disable("mariadb")
        self.assert_whole()

    @row(14)
    def test_a_node_whose_cable_is_pulled_waits_and_joins_when_it_is_plugged_in(self) -> None:
        self.n1.pull_cable()
        self.lab.wait_synced([self.n2, self.n3], timeout=150)
        self.cluster.write(4, self.n2, self.n3)
        self.n1.run("systemctl restart --no-block mariadb", check=True)
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n2, self.n3))
        self.assert_status_shows(self.n1, "Waits for", self.n2.address, self.n3.address)
        self.assert_nobody_bootstraps(6)
        self.n1.plug_cable()
        tell(f"n1 is back {self.lab.wait_synced(timeout=150):.1f} s after it was plugged in")
        self.assertEqual([one.word for one in self.decisions(self.n1)][-1], "join")
        self.assert_whole()
