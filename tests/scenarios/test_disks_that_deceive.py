"""A disk that is not what it was, or whose data cannot be seen here and now: nobody goes on without what it may hold."""

import shutil
import time

from lab import Lab, Machine
from story import PATIENCE, Story, row, tell

DATA = "/var/lib/mysql"
STATE = f"{DATA}/grastate.dat"
VIEW = f"{DATA}/gvwstate.dat"


class StoryOfADisk(Story):
    def tell_wait_for_disk(self, owner: Machine, says: str, remove: str) -> None:
        """Every node waits for the disk of one, which /var/lib/the-disk is, until it is in the place of what lies there."""
        self.lab.boot(timeout=PATIENCE)
        self.cluster.begin()
        for machine in self.lab.machines:
            self.wait_verdict(machine, "wait", reason="data-unseen", names=(owner,), says=says)
        self.assert_nobody_bootstraps(6)
        owner.run(f"systemctl stop mariadb && {remove} {DATA} && mv /var/lib/the-disk {DATA}", timeout=PATIENCE, check=True)
        tell("the disk is what it was")
        self.cluster.begin(owner)
        self.lab.wait_synced(timeout=PATIENCE)


class DisksThatDeceive(StoryOfADisk):
    def lead(self, leader: Machine, *others: Machine) -> None:
        """One node commits what the others receive and do not apply."""
        self.cluster.write(1, leader)
        for machine in others:
            self.hold_back(machine)
        self.cluster.write(10, leader)

    def clone_live_disk(self, source: Machine, target: Machine) -> None:
        """As a snapshot of a running server's disk that is put on another machine, with what the node remembers."""
        server = source.server()
        source.run(f"kill -STOP {server}", check=True)
        try:
            source.run("tar -C /var/lib -cf /var/tmp/folder.tar mysql galera-initiator", check=True)
        finally:
            source.run(f"kill -CONT {server}", check=True)
        shutil.copy(source.path_on_host("/var/tmp/folder.tar"), target.path_on_host("/var/tmp/folder.tar"))
        target.run(f"rm -rf {DATA} /var/lib/galera-initiator && tar -C /var/lib -xf /var/tmp/folder.tar", check=True)
        for machine in (source, target):
            machine.run("rm /var/tmp/folder.tar", check=True)

    def test_a_node_that_was_made_from_another_ones_folder_does_not_stand_in_for_it(self) -> None:
        self.cluster.write(4, self.n1)
        self.cluster.stop(self.n2)
        self.clone_live_disk(self.n1, self.n2)
        self.n2.run("systemctl restart galera-initiator-record", timeout=PATIENCE, check=True)
        # With it Galera would take n2 for n1, and let it in nowhere.
        self.n2.run(f"rm {DATA}/gvwstate.dat", check=True)
        self.cluster.begin(self.n2)
        self.lab.wait_synced(timeout=PATIENCE)
        tell("n2 was made from n1's folder, and has joined")
        self.lead(self.n1, self.n2, self.n3)
        self.lab.power_cut()
        self.lab.boot([self.n2, self.n3], timeout=PATIENCE)
        self.cluster.begin(self.n2, self.n3)
        for machine in (self.n2, self.n3):
            self.wait_verdict(machine, "wait", reason="last-members-missing", names=(self.n1,))
        self.assert_nobody_bootstraps(6)
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n1)
        self.assert_whole()

    def test_the_furthest_nodes_data_that_is_not_mounted_is_waited_for(self) -> None:
        self.lead(self.n1, self.n2, self.n3)
        self.lab.power_cut()
        self.n1.on_disk(f"mv {DATA} /var/lib/the-disk && install -d -o mysql -g mysql {DATA}")
        self.tell_wait_for_disk(self.n1, "mount", "rmdir")
        self.assert_led_by(self.n1)
        self.assert_whole()

    def test_a_disk_that_was_put_back_from_a_snapshot_is_not_taken_for_what_it_was(self) -> None:
        self.cluster.stop(self.n1)
        self.n1.run(f"cp -a {DATA} /var/lib/snapshot", check=True)
        self.cluster.begin(self.n1)
        self.lab.wait_synced(timeout=PATIENCE)
        self.lead(self.n1, self.n2, self.n3)
        self.lab.power_cut()
        self.n1.on_disk(f"mv {DATA} /var/lib/the-disk && mv /var/lib/snapshot {DATA}")
        self.tell_wait_for_disk(self.n1, "put back from a snapshot", "rm -rf")
        self.assert_led_by(self.n1)
        self.assert_whole()

    def test_a_disk_of_the_same_run_from_when_its_server_was_alone_is_not_taken_for_what_it_was(self) -> None:
        self.cluster.stop(self.n3)
        self.cluster.stop(self.n2)
        server = self.n1.server()
        self.n1.run(f"kill -STOP {server} && cp -a {DATA} /var/lib/snapshot; kill -CONT {server}", check=True)
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.cluster.write(10, self.n2)
        self.lab.power_cut()
        self.n1.on_disk(f"mv {DATA} /var/lib/the-disk && mv /var/lib/snapshot {DATA}")
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", names=(self.n2, self.n3))
        self.assert_nobody_bootstraps(6)
        self.n1.run(f"systemctl stop mariadb && rm -rf {DATA} && mv /var/lib/the-disk {DATA}", timeout=PATIENCE, check=True)
        self.lab.boot([self.n2, self.n3], timeout=PATIENCE)
        self.cluster.begin()
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()

    def test_a_view_that_there_was_no_room_for_is_not_the_one_before(self) -> None:
        self.cluster.stop(self.n3)
        self.cluster.stop(self.n2)
        alone = self.n1.read_file(VIEW)
        self.n1.run(
            "mkdir /run/full && mount -t tmpfs -o size=4k tmpfs /run/full && ! cat /dev/zero > /run/full/filler &&"
            f" touch /run/full/view {VIEW}.tmp && chown mysql: /run/full/view {VIEW}.tmp &&"
            f" mount --bind /run/full/view {VIEW}.tmp",
            check=True,
        )
        self.cluster.begin(self.n2)
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        self.assertEqual(self.n1.read_file(VIEW), alone)
        self.cluster.write(10, self.n2)
        self.lab.power_cut([self.n2])
        self.n1.run("systemctl kill --signal=KILL mariadb; systemctl stop mariadb", timeout=PATIENCE)
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", reason="last-members-missing", names=(self.n2,))
        self.assert_nobody_bootstraps(6)
        self.n1.run(f"umount {VIEW}.tmp /run/full", check=True)
        self.lab.boot([self.n2], timeout=PATIENCE)
        self.cluster.begin(self.n2, self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_whole()
        self.assertEqual(self.n1.run(["test", "-e", f"{VIEW}.tmp"]).returncode, 1, "views are written again")

    def test_a_folder_that_was_emptied_for_a_transfer_does_not_hold_up_its_donor(self) -> None:
        self.cluster.write(4, self.n1)
        self.cluster.stop(self.n3)
        self.cluster.stop(self.n2)
        self.n2.run(f"find {DATA} -mindepth 1 -delete", check=True)
        self.cluster.begin(self.n2)
        self.n2.run("until pkill -STOP -x rsync; do sleep 0.02; done", timeout=PATIENCE, check=True)
        tell("n2's folder was emptied, and a transfer to it has begun")
        self.lab.power_cut([self.n1])
        # Killed: a server that looks for a donor does not always heed SIGTERM.
        self.n2.run("systemctl kill --signal=KILL mariadb; systemctl stop mariadb", timeout=PATIENCE)
        self.lab.boot([self.n1], timeout=PATIENCE)
        self.cluster.begin(self.n1, self.n2)
        self.lab.wait_synced([self.n1, self.n2], timeout=PATIENCE)
        tell("n1 and n2 are whole, and n3 is not needed for it")
        self.assert_led_by(self.n1)
        self.cluster.begin(self.n3)
        self.assert_whole()

    @row(2)
    def test_a_seqno_that_a_backups_lock_left_is_no_clean_stop(self) -> None:
        self.cluster.write(1, self.n1)
        self.hold_back(self.n1)
        paused = self.n1.read_file(STATE)
        self.assertRegex(paused, r"seqno:\s+\d+")
        self.cluster.write(10, self.n2, self.n3)
        self.lab.power_cut()
        # Not what it is, but what it was at an earlier lock: the lock's end is written before the data is.
        earlier = "\n".join("seqno:   5" if line.startswith("seqno:") else line for line in paused.splitlines())
        self.n1.write_file(STATE, earlier + "\n", mode="0660", owner="mysql:mysql")
        positions = self.power_returns()
        self.assertGreater(positions[self.n1], 5)
        self.assertLess(positions[self.n1], max(positions.values()))
        tell(f"whole again in {self.cluster.start():.1f} s")
        self.assert_led_by(max(positions, key=positions.__getitem__))
        self.assert_whole()


    def test_a_view_of_one_beside_what_a_clean_stop_left_is_not_believed(self) -> None:
        view = self.n1.read_file(VIEW)
        own = next(line.split()[1] for line in view.splitlines() if line.startswith("my_uuid:"))
        self.cluster.stop(self.n1)
        alone = f"my_uuid: {own}\n#vwbeg\nview_id: 3 {own} 7\nbootstrap: 0\nmember: {own} 0\n#vwend\n"
        self.n1.write_file(VIEW, alone, mode="0660", owner="mysql:mysql")
        self.n1.pull_cable()
        self.cluster.begin(self.n1)
        self.wait_verdict(self.n1, "wait", names=(self.n2, self.n3))
        self.assert_nobody_bootstraps(6)
        self.plug_cable(self.n1)
        self.assert_whole()


class FirstJoins(StoryOfADisk):
    kind = "as they come, for a first join"
    begins_fresh = True

    def test_what_a_first_join_has_brought_is_waited_for_where_it_is_not_mounted(self) -> None:
        # fresh = all: it takes all of them to begin.
        self.cluster.begin()
        self.lab.wait_until(lambda: self.n3.run(f"test -s {VIEW}").returncode == 0, PATIENCE, "n3 is a member")
        self.lab.power_cut()
        memory = self.n3.read_file("/var/lib/galera-initiator/memory")
        tell("n3 " + ("has" if "\nhistory:" in memory else "has not") + " been seen up")
        self.n3.on_disk(f"mv {DATA} /var/lib/the-disk && install -d -o mysql -g mysql {DATA}")
        self.began = time.time()
        self.tell_wait_for_disk(self.n3, "mount", "rmdir")
        self.assert_whole()


class KeyOfTheUnit(Story):
    """n3's server reads the key of its encrypted log as a member of a group that only its unit gives it."""

    kind = "a key that only the server's unit can read"

    @classmethod
    def configure(cls, lab: Lab) -> None:
        machine = lab["n3"]
        machine.on_disk("groupadd keys")
        machine.write_file("/etc/keys", "1;" + "a1b2c3d4" * 8 + "\n", mode="0640", owner="root:keys")
        machine.write_file("/etc/systemd/system/mariadb.service.d/keys.conf", "[Service]\nSupplementaryGroups=keys\n")
        machine.configure_galera(
            plugin_load_add="file_key_management", file_key_management_filename="/etc/keys", innodb_encrypt_log="ON"
        )

    def test_a_recovery_that_fails_outside_the_servers_unit_proves_nothing(self) -> None:
        self.cut_with_ahead(self.n3)
        self.lab.boot(timeout=PATIENCE)
        self.cluster.begin(self.n1, self.n2)
        for machine in (self.n1, self.n2):
            self.wait_verdict(machine, "wait", reason="data-unseen", names=(self.n3,), says="start")
        self.assert_nobody_bootstraps(6)
        self.cluster.begin(self.n3)
        self.lab.wait_synced(timeout=PATIENCE)
        self.assert_led_by(self.n3)
        self.assert_whole()
