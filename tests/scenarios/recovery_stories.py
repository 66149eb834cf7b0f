"""What every way to set up a node has to stand: the two ways down and up again."""

from story import Story, at_length, tell


class RecoveryStories(Story):
    """The first start is part of every story's beginning."""

    @at_length
    def test_after_a_clean_stop_the_last_leaver_bootstraps(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.cluster.stop(self.n3, self.n1, self.n2)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(self.n2)
        self.assert_whole()

    def test_after_a_power_cut_all_rows_are_there(self) -> None:
        self.cluster.write(6, *self.lab.machines)
        self.lab.power_cut()
        self.lab.boot(timeout=150)
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assertEqual(len(self.leading_decisions()), 1)
        self.assert_whole()
