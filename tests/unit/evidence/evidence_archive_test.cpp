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

    TEST_CASE("an archive that cannot be written is an error") {
        const TemporaryFolder folder;
        const auto state = folder.write("grastate.dat", "state");
        CHECK_THROWS_AS(EvidenceArchive(state).keep({state}, "20260102T030405Z"), Error);
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
