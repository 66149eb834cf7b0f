#include "evidence/evidence_archive.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"

#include <doctest/doctest.h>

using galera_initiator::Error;
using galera_initiator::EvidenceArchive;
using galera_initiator::test::TemporaryFolder;

TEST_SUITE("evidence archive") {
    TEST_CASE("the files that exist are copied and stay where they are") {
        const TemporaryFolder folder;
        const auto state = folder.write("data/grastate.dat", "state");
        EvidenceArchive(folder / "archive").keep({state, folder / "data/gvwstate.dat"}, "20260102T030405Z");
        CHECK(folder.read("archive/20260102T030405Z/grastate.dat") == "state");
        CHECK_FALSE(folder.has("archive/20260102T030405Z/gvwstate.dat"));
        CHECK(folder.read("data/grastate.dat") == "state");
    }

    TEST_CASE("two copies of one second are both kept") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        archive.keep({folder.write("grastate.dat", "first")}, "20260102T030405Z");
        archive.keep({folder.write("grastate.dat", "second")}, "20260102T030405Z");
        CHECK(folder.read("archive/20260102T030405Z/grastate.dat") == "first");
        CHECK(folder.read("archive/20260102T030405Z-2/grastate.dat") == "second");
    }

    TEST_CASE("the oldest go once there are too many") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        const auto state = folder.write("grastate.dat", "state");
        const auto name = [](std::size_t number) { return "20260102T0304" + std::to_string(10 + number) + "Z"; };
        for (std::size_t number = 0; number < EvidenceArchive::most_kept + 2; ++number) {
            archive.keep({state}, name(number));
        }
        CHECK_FALSE(folder.has("archive/" + name(0)));
        CHECK_FALSE(folder.has("archive/" + name(1)));
        CHECK(folder.has("archive/" + name(2) + "/grastate.dat"));
        CHECK(folder.has("archive/" + name(EvidenceArchive::most_kept + 1) + "/grastate.dat"));
    }

    TEST_CASE("copies that were made after the clock has gone back are the newest, and stay") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        for (std::size_t number = 0; number < EvidenceArchive::most_kept; ++number) {
            archive.keep({folder.write("grastate.dat", "old")}, "20260102T0304" + std::to_string(10 + number) + "Z");
        }
        archive.keep({folder.write("grastate.dat", "new")}, "19700101T000007Z");
        archive.keep({folder.write("grastate.dat", "newer")}, "19700101T000009Z");
        const auto entries = archive.entries();
        REQUIRE(entries.size() == EvidenceArchive::most_kept);
        CHECK(entries[EvidenceArchive::most_kept - 2].files.at(0).second == "new");
        CHECK(entries.back().files.at(0).second == "newer");
    }

    TEST_CASE("what a killed process left half copied counts for nothing and goes with the next copy") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        folder.write("archive/.unfinished/grastate.dat", "half");
        CHECK(archive.entries().empty());
        archive.keep({folder.write("gvwstate.dat", "view")}, "20260102T030405Z");
        CHECK_FALSE(folder.has("archive/.unfinished"));
        REQUIRE(archive.entries().size() == 1);
        CHECK(archive.entries().front().files.size() == 1);
    }

    TEST_CASE("of a copy that fails nothing is left") {
        const TemporaryFolder folder;
        std::filesystem::create_directory(folder / "gvwstate.dat");
        const auto state = folder.write("grastate.dat", "state");
        CHECK_THROWS_AS(EvidenceArchive(folder / "archive").keep({state, folder / "gvwstate.dat"}, "20260102T030405Z"),
                        Error);
        CHECK(std::filesystem::is_empty(folder / "archive"));
    }

    TEST_CASE("an archive that cannot be written is an error") {
        const TemporaryFolder folder;
        const auto state = folder.write("grastate.dat", "state");
        CHECK_THROWS_WITH_AS(EvidenceArchive(state).keep({state}, "20260102T030405Z"),
                             doctest::Contains(("cannot create " + state.string()).c_str()), Error);
    }

    TEST_CASE("an archive that cannot be read is an error, and one that is not there is empty") {
        const TemporaryFolder folder;
        CHECK_THROWS_AS(static_cast<void>(EvidenceArchive(folder.write("file", "")).entries()), Error);
        CHECK(EvidenceArchive(folder / "absent").entries().empty());
    }

    TEST_CASE("the files of a copy are told by their names, in order") {
        const TemporaryFolder folder;
        std::vector<std::filesystem::path> files;
        for (const char* name : {"f", "b", "e", "a", "d", "c"}) {
            files.push_back(folder.write(name, name));
        }
        const EvidenceArchive archive(folder / "archive");
        archive.keep(files, "20260102T030405Z");
        const auto entries = archive.entries();
        REQUIRE(entries.size() == 1);
        std::string all;
        for (const auto& [name, content] : entries.front().files) {
            all += name + "=" + content + " ";
        }
        CHECK(all == "a=a b=b c=c d=d e=e f=f ");
    }

    TEST_CASE("a copy whose name is taken is an error") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        folder.write("archive/20260102T030405Z", "no folder");
        CHECK_THROWS_AS(archive.keep({folder.write("grastate.dat", "state")}, "20260102T030405Z"), Error);
        CHECK_FALSE(folder.has("archive/.unfinished"));
    }

    TEST_CASE("a link to a folder elsewhere is none of the archive's") {
        const TemporaryFolder folder;
        const EvidenceArchive archive(folder / "archive");
        archive.keep({folder.write("grastate.dat", "state")}, "20260102T030405Z");
        folder.write("elsewhere/secret", "not to be shown");
        std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "archive/20260102T030406Z");
        CHECK(archive.entries().size() == 1);
    }
}
