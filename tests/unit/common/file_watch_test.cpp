#include "common/file_watch.hpp"

#include "../temporary_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>

using galera_initiator::FileWatch;
using galera_initiator::test::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

/// Long enough that a test which depends on it would be seen to.
constexpr auto for_ever = 60s;

bool returns_early(FileWatch& watch) {
    const auto began = std::chrono::steady_clock::now();
    watch.await(for_ever);
    return std::chrono::steady_clock::now() - began < for_ever / 2;
}

} // namespace

TEST_SUITE("file watch") {
    TEST_CASE("a file that is written, replaced or removed is noticed, also if that was before") {
        const TemporaryFolder folder;
        FileWatch watch({folder.path() / "view", folder.path() / "status"});
        folder.write("view", "1");
        CHECK(returns_early(watch));
        folder.write("other", "2");
        std::filesystem::rename(folder.path() / "other", folder.path() / "view");
        CHECK(returns_early(watch));
        std::filesystem::remove(folder.path() / "view");
        CHECK(returns_early(watch));
        folder.write("status", "3");
        CHECK(returns_early(watch));
    }

    TEST_CASE("a copy that does not take the place of its file is noticed, and one that does is one change") {
        const TemporaryFolder folder;
        FileWatch watch({folder.path() / "view", folder.path() / "status"});
        folder.write("status.a7Bq2Z", "");
        CHECK(returns_early(watch));
        folder.write("view.tmp", "1");
        std::filesystem::rename(folder.path() / "view.tmp", folder.path() / "view");
        CHECK(returns_early(watch));
        const auto began = std::chrono::steady_clock::now();
        watch.await(50ms);
        CHECK(std::chrono::steady_clock::now() - began >= 50ms);
    }

    TEST_CASE("other files in the folder are passed over") {
        const TemporaryFolder folder;
        FileWatch watch({folder.path() / "view"});
        folder.write("viewed", "1");
        folder.write("view-1.tmp", "1");
        const auto began = std::chrono::steady_clock::now();
        watch.await(50ms);
        CHECK(std::chrono::steady_clock::now() - began >= 50ms);
    }

    TEST_CASE("without the folder nothing is noticed, and the limit ends the wait") {
        FileWatch watch({"/no/such/folder/view"});
        const auto began = std::chrono::steady_clock::now();
        watch.await(50ms);
        CHECK(std::chrono::steady_clock::now() - began >= 50ms);
    }
}
