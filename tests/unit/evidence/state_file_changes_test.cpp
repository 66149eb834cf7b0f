#include "evidence/state_file_changes.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "evidence/saved_state.hpp"
#include "texts.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

const Position at_5(Uuid::parse(history_a), Seqno(5));
const std::string now = "20260102T030405Z";

struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status;
}

struct Node {
    TemporaryFolder folder;
    SystemFiles files;
    EvidenceArchive archive{folder / "archive"};

    void make_safe(const std::optional<Position>& position = at_5, bool keeps_view = true) {
        make_safe_to_bootstrap(files, folder.path(), position, keeps_view, archive, now);
    }
};

} // namespace

TEST_SUITE("making a node safe to bootstrap") {
    TEST_CASE("grastate.dat is edited in place: the same file, owner and mode, and the flag set") {
        Node node;
        const auto path = node.folder.write("grastate.dat", grastate(history_a, "5", false));
        std::filesystem::permissions(path, std::filesystem::perms(0660));
        if (::geteuid() == 0) {
            REQUIRE(::chown(path.c_str(), 1234, 4321) == 0);
        }
        const auto before = status_of(path);
        node.make_safe();
        const auto after = status_of(path);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "5", true));
        CHECK(after.st_ino == before.st_ino);
        CHECK(after.st_uid == before.st_uid);
        CHECK(after.st_gid == before.st_gid);
        CHECK(after.st_mode == before.st_mode);
    }

    TEST_CASE("the files are archived as they were") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "5", false));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        node.make_safe();
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == grastate(history_a, "5", false));
        CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == gvwstate(member_1, {member_1, member_2}));
        CHECK(node.folder.has("gvwstate.dat"));
    }

    TEST_CASE("nothing is changed where the archive cannot be written") {
        Node node;
        node.folder.write("archive", "in the way");
        node.folder.write("grastate.dat", grastate(history_a, "5", false));
        CHECK_THROWS_AS(node.make_safe(), Error);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "5", false));
    }

    TEST_CASE("padding is kept, and so is the length") {
        Node node;
        const auto path = node.folder.write("grastate.dat", grastate(history_a, "-1", false) + "       \n");
        const auto inode = status_of(path).st_ino;
        node.make_safe();
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true) + "       \n");
        CHECK(status_of(path).st_ino == inode);
    }

    TEST_CASE("a history that DDL has zeroed is repaired, or it would be lost") {
        Node node;
        node.folder.write("grastate.dat", grastate(nil_history, "-1", false));
        node.make_safe();
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
    }

    TEST_CASE("a torn, empty, missing or flagless file is replaced by a whole one without a seqno") {
        const std::string whole = grastate(history_a, "5", false);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            Node node;
            node.folder.write("grastate.dat", whole.substr(0, length));
            node.make_safe();
            CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
        }
        Node node;
        node.make_safe();
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
    }

    TEST_CASE("a file that is safe already is left as it is") {
        Node node;
        const auto path = node.folder.write("grastate.dat", grastate(history_a, "5", true));
        const auto before = status_of(path);
        node.make_safe();
        CHECK(status_of(path).st_mtim.tv_nsec == before.st_mtim.tv_nsec);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "5", true));
    }

    TEST_CASE("a node without data is left alone") {
        Node node;
        node.make_safe(std::nullopt);
        CHECK_FALSE(node.folder.has("grastate.dat"));
        CHECK_FALSE(node.folder.has("archive"));
    }

    TEST_CASE("a view that does not tell of the last component goes before the flag is set, beside which it would") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "-1", false));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1}));
        node.make_safe(at_5, false);
        CHECK_FALSE(node.folder.has("gvwstate.dat"));
        CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == gvwstate(member_1, {member_1}));
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
    }

    TEST_CASE("a view that shows that DDL ran goes when the history is written down, and before the flag is set") {
        class LookingFiles : public SystemFiles {
        public:
            std::string state_at_removal;
            bool remove(const std::filesystem::path& path) override {
                state_at_removal = read(path.parent_path() / "grastate.dat").value();
                return SystemFiles::remove(path);
            }
        };
        const TemporaryFolder folder;
        folder.write("grastate.dat", grastate(nil_history, "-1", false));
        folder.write("gvwstate.dat", "");
        LookingFiles files;
        EvidenceArchive archive{folder / "archive"};
        make_safe_to_bootstrap(files, folder.path(), at_5, false, archive, now);
        CHECK(files.state_at_removal == grastate(history_a, "-1", false));
        CHECK(folder.read("grastate.dat") == grastate(history_a, "-1", true));
    }

    TEST_CASE("a link in the place of grastate.dat is not followed") {
        Node node;
        std::filesystem::create_symlink(node.folder.write("target", grastate(history_a, "5", false)),
                                        node.folder / "grastate.dat");
        CHECK_THROWS_AS(node.make_safe(), Error);
        CHECK(node.folder.read("target") == grastate(history_a, "5", false));
    }
}

TEST_SUITE("giving up what a node holds") {
    TEST_CASE("the history becomes nil, without a seqno or a flag, and the cache and the view go; the archive has both "
              "state files") {
        Node node;
        node.folder.write("galera.cache", "write sets");
        const std::string state = grastate(history_a, "5", true);
        const std::string view = gvwstate(member_1, {member_1, member_2});
        node.folder.write("grastate.dat", state);
        node.folder.write("gvwstate.dat", view);
        give_up_history(node.files, node.folder.path(), node.folder / "galera.cache", node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(nil_history, "-1", false));
        CHECK_FALSE(node.folder.has("gvwstate.dat"));
        CHECK_FALSE(node.folder.has("galera.cache"));
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == state);
        CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == view);
    }

    TEST_CASE("nothing is given up where the archive cannot be written") {
        Node node;
        node.folder.write("archive", "in the way");
        node.folder.write("grastate.dat", grastate(history_a, "5", true));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1}));
        node.folder.write("galera.cache", "write sets");
        CHECK_THROWS_AS(
            give_up_history(node.files, node.folder.path(), node.folder / "galera.cache", node.archive, now), Error);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "5", true));
        CHECK(node.folder.has("gvwstate.dat"));
        CHECK(node.folder.has("galera.cache"));
    }
}

namespace {

const WholeCluster of_three{3, Uuid::parse(member_2)};

} // namespace

TEST_SUITE("making a node fit to join") {
    const std::string whole = gvwstate(member_1, {member_1, member_2, member_3});

    TEST_CASE("a view of the whole cluster stays where it names whom the node joins") {
        Node node;
        node.folder.write("gvwstate.dat", whole);
        CHECK_FALSE(make_fit_to_join(node.files, node.folder.path(), at_5, of_three, node.archive, now));
        CHECK(node.folder.read("gvwstate.dat") == whole);
        node.folder.write("grastate.dat", grastate(history_a, "7", false));
        CHECK(make_fit_to_join(node.files, node.folder.path(), at_5, of_three, node.archive, now));
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        CHECK(node.folder.read("gvwstate.dat") == whole);
        for (const WholeCluster& other : {WholeCluster{4, Uuid::parse(member_2)}, WholeCluster{3, std::nullopt},
                                          WholeCluster{3, Uuid::parse(history_a)}}) {
            node.folder.write("gvwstate.dat", whole);
            CHECK(make_fit_to_join(node.files, node.folder.path(), at_5, other, node.archive, now));
            CHECK_FALSE(node.folder.has("gvwstate.dat"));
        }
    }

    TEST_CASE("a view goes to the archive") {
        for (const std::string& view : {gvwstate(member_1, {member_1, member_2}), gvwstate(member_1, {member_1})}) {
            Node node;
            node.folder.write("gvwstate.dat", view);
            CHECK(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now));
            CHECK_FALSE(node.folder.has("gvwstate.dat"));
            CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == view);
        }
    }

    TEST_CASE("so does a torn or empty one, before a bootstrap, too") {
        for (const std::string& text : {std::string(), gvwstate(member_1, {member_1, member_2}).substr(0, 60)}) {
            Node joiner;
            joiner.folder.write("gvwstate.dat", text);
            CHECK(make_fit_to_join(joiner.files, joiner.folder.path(), std::nullopt, of_three, joiner.archive, now));
            CHECK_FALSE(joiner.folder.has("gvwstate.dat"));
            CHECK(joiner.folder.read("archive/" + now + "/gvwstate.dat") == text);
            Node first;
            first.folder.write("gvwstate.dat", text);
            first.folder.write("grastate.dat", grastate(history_a, "-1", false));
            first.make_safe(at_5, false);
            CHECK_FALSE(first.folder.has("gvwstate.dat"));
            CHECK(first.folder.read("archive/" + now + "/gvwstate.dat") == text);
        }
    }

    TEST_CASE("a seqno without a history is taken away") {
        const std::string nil = "00000000-0000-0000-0000-000000000000";
        Node node;
        node.folder.write("grastate.dat", grastate(nil, "7", true));
        CHECK(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now));
        CHECK(node.folder.read("grastate.dat") == grastate(nil, "-1", false));
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == grastate(nil, "7", true));
        CHECK_FALSE(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now));
    }

    TEST_CASE("a seqno beside a view is of a pause, and makes way for the one that was recovered") {
        Node node;
        const std::string view = gvwstate(member_1, {member_1, member_2});
        node.folder.write("gvwstate.dat", view);
        node.folder.write("grastate.dat", grastate(history_a, "7", false));
        CHECK(make_fit_to_join(node.files, node.folder.path(), Position(Uuid::parse(history_a), Seqno(7)), of_three,
                               node.archive, now));
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        node.folder.write("gvwstate.dat", view);
        node.folder.write("grastate.dat", grastate(history_a, "7", false));
        make_safe_to_bootstrap(node.files, node.folder.path(), Position(Uuid::parse(history_a), Seqno(50)), true,
                               node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
    }

    TEST_CASE("a seqno that is not the data's becomes that of the data, or goes where it is of a pause") {
        Node node;
        const auto is_beside = [&](int seqno) {
            return has_seqno_beside(node.files, node.folder.path(), Position(Uuid::parse(history_a), Seqno(seqno)));
        };
        const std::string text = grastate(history_a, "50", true);
        CHECK_FALSE(is_beside(7));
        node.folder.write("grastate.dat", text);
        CHECK_FALSE(is_beside(50));
        CHECK(is_beside(7));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        CHECK_FALSE(is_beside(7));
        node.files.remove(node.folder.path() / "gvwstate.dat");
        correct_seqno(node.files, node.folder.path(), Position(Uuid::parse(history_a), Seqno(7)), node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "7", true) + " "); // the close lost 8 to 50
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == text);
        CHECK_FALSE(is_beside(7));
        node.folder.write("grastate.dat", text);
        correct_seqno(node.files, node.folder.path(), Position(Uuid::parse(history_a), Seqno(51)), node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true)); // 50 was of a pause
        CHECK_FALSE(is_beside(51));
        node.folder.write("grastate.dat", "torn");
        CHECK_FALSE(is_beside(7));
    }

    TEST_CASE("a flag that is not known to be this node's goes, and nothing else does") {
        Node node;
        const std::string text = grastate(history_a, "50", true);
        take_away_flag(node.files, node.folder.path(), node.archive, now);
        CHECK_FALSE(node.files.read(node.folder.path() / "grastate.dat"));
        for (const std::string& harmless : {grastate(history_a, "50", false), std::string("torn")}) {
            node.folder.write("grastate.dat", harmless);
            take_away_flag(node.files, node.folder.path(), node.archive, now);
            CHECK(node.folder.read("grastate.dat") == harmless);
        }
        CHECK_FALSE(node.files.read(node.folder.path() / "archive" / now / "grastate.dat"));
        node.folder.write("grastate.dat", text);
        take_away_flag(node.files, node.folder.path(), node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == text);
    }

    TEST_CASE("where there is no grastate.dat an empty one is made, as the provider does") {
        Node node;
        make_state_file(node.files, node.folder.path());
        CHECK(node.files.read(node.folder.path() / "grastate.dat") == "");
        node.folder.write("grastate.dat", "any");
        make_state_file(node.files, node.folder.path());
        CHECK(node.folder.read("grastate.dat") == "any");
    }

    TEST_CASE("a history whose data is not brought is taken away, so that all of it comes") {
        for (const char* seqno : {"50", "-1"}) {
            Node node;
            node.folder.write("grastate.dat", grastate(history_a, seqno, true));
            CHECK(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now));
            CHECK(node.folder.read("grastate.dat") == grastate(Uuid().to_string(), "-1", false));
            CHECK(node.folder.read("archive/" + now + "/grastate.dat") == grastate(history_a, seqno, true));
        }
    }

    TEST_CASE("other files, and none, stay as they are") {
        Node node;
        const Position at_50(Uuid::parse(history_a), Seqno(50));
        CHECK_FALSE(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now));
        for (const std::string& state :
             {grastate(history_a, "-1", false), grastate(history_a, "-1", true), std::string()}) {
            node.folder.write("grastate.dat", state);
            CHECK_FALSE(make_fit_to_join(node.files, node.folder.path(), at_50, of_three, node.archive, now));
            CHECK(node.folder.read("grastate.dat") == state);
        }
        CHECK_FALSE(node.folder.has("archive"));
    }

    TEST_CASE("what cannot be archived is not removed") {
        Node node;
        node.folder.write("archive", "in the way");
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1}));
        CHECK_THROWS_AS(make_fit_to_join(node.files, node.folder.path(), std::nullopt, of_three, node.archive, now),
                        Error);
        CHECK(node.folder.has("gvwstate.dat"));
    }
}

TEST_SUITE("taking away a view that was outlived") {
    TEST_CASE("the file goes to the archive, and nothing else is changed") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "-1", false));
        const std::string view = gvwstate(member_1, {member_1, member_2});
        node.folder.write("gvwstate.dat", view);
        take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
        CHECK_FALSE(std::filesystem::exists(node.folder / "gvwstate.dat"));
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == view);
    }

    TEST_CASE("a seqno goes first: only the view shows that it is of a pause, and not of a stop") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "7", false));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
        CHECK_FALSE(std::filesystem::exists(node.folder / "gvwstate.dat"));
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        CHECK(node.folder.read("archive/" + now + "/grastate.dat") == grastate(history_a, "7", false));
    }

    TEST_CASE("the flag of an earlier component goes first: only the view shows that there was a later one") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "-1", true));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        node.folder.write("grastate.dat", grastate(history_a, "-1", true));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1}));
        take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true));
        ViewState agreed = ViewState::parse(gvwstate(member_1, {member_1, member_2}));
        agreed.agreement = id_of_agreement(Uuid::parse(history_a));
        node.folder.write("gvwstate.dat", agreed.to_text());
        take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", true)); // it has not formed
    }

    TEST_CASE("a history that DDL has zeroed is put in first: only the view shows that the data is whole") {
        Node node;
        node.folder.write("grastate.dat", grastate(nil_history, "-1", false));
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        SUBCASE("of whole data") {
            take_away_view(node.files, node.folder.path(), at_5, node.archive, now);
            const SavedState state = SavedState::parse(node.folder.read("grastate.dat"));
            CHECK(state.history == at_5.history());
            CHECK_FALSE(state.safe_to_bootstrap);
            CHECK_FALSE(state.seqno.has_value());
            CHECK(node.folder.read("archive/" + now + "/grastate.dat") == grastate(nil_history, "-1", false));
        }
        SUBCASE("of none that is known to be whole") {
            take_away_view(node.files, node.folder.path(), std::nullopt, node.archive, now);
            CHECK(node.folder.read("grastate.dat") == grastate(nil_history, "-1", false));
        }
        SUBCASE("before a join") {
            make_fit_to_join(node.files, node.folder.path(), at_5, of_three, node.archive, now);
            CHECK(SavedState::parse(node.folder.read("grastate.dat")).history == at_5.history());
        }
    }
}

TEST_SUITE("putting an agreed view into its place") {
    const ViewState agreed{Uuid::parse(member_1),
                           {Uuid::parse(member_2), Uuid::parse(member_1)},
                           9,
                           id_of_agreement(Uuid::parse(history_a))};

    TEST_CASE("what was there is in the archive, and a grastate.dat that is fit stays as it is") {
        Node node;
        const std::string before = gvwstate(member_1, {member_1, member_2, member_3});
        node.folder.write("gvwstate.dat", before);
        node.folder.write("grastate.dat", grastate(history_a, "-1", false));
        put_agreed_view(node.files, node.folder.path(), at_5, agreed, node.archive, now);
        CHECK(node.folder.read("gvwstate.dat") == agreed.to_text());
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "-1", false));
        CHECK(node.folder.read("archive/" + now + "/gvwstate.dat") == before);
    }

    TEST_CASE("so it is after a stop, whose seqno is the data's") {
        Node node;
        node.folder.write("grastate.dat", grastate(history_a, "5", true));
        put_agreed_view(node.files, node.folder.path(), at_5, agreed, node.archive, now);
        CHECK(node.folder.read("gvwstate.dat") == agreed.to_text());
        CHECK(node.folder.read("grastate.dat") == grastate(history_a, "5", true));
    }

    TEST_CASE("what would count for more than the position, or for nothing, is mended before") {
        Node node;
        node.folder.write("gvwstate.dat", gvwstate(member_1, {member_1, member_2}));
        for (const std::string& text :
             {grastate(history_a, "3", false), grastate(nil_history, "-1", false), std::string()}) {
            node.folder.write("grastate.dat", text);
            put_agreed_view(node.files, node.folder.path(), at_5, agreed, node.archive, now);
            const SavedState state = SavedState::parse(node.folder.read("grastate.dat"));
            CHECK(state.history == at_5.history());
            CHECK_FALSE(state.seqno.has_value());
            CHECK_FALSE(state.safe_to_bootstrap);
        }
    }
}
