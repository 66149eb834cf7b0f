#include "common/files.hpp"

#include "../temporary_folder.hpp"
#include "common/error.hpp"
#include "common/file_access.hpp"
#include "common/file_descriptor.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <future>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

using galera_initiator::are_marks_of_one;
using galera_initiator::Error;
using galera_initiator::FileDescriptor;
using galera_initiator::Files;
using galera_initiator::has_newer_copy;
using galera_initiator::Links;
using galera_initiator::list_folder;
using galera_initiator::list_readable_folder;
using galera_initiator::mark_of_folder;
using galera_initiator::print_of_file;
using galera_initiator::read_file;
using galera_initiator::remove_file;
using galera_initiator::SystemError;
using galera_initiator::SystemFiles;
using galera_initiator::write_file_atomically;
using galera_initiator::test::TemporaryFolder;

namespace {

std::size_t entries_in(const TemporaryFolder& folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        ++count;
    }
    return count;
}

ino_t inode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_ino;
}

} // namespace

TEST_SUITE("files") {
    TEST_CASE("a file is read whole, NUL bytes included, and an absent one is nothing") {
        const TemporaryFolder folder;
        const std::string content("a\0b\n", 4);
        CHECK(read_file(folder.write("file", content)) == content);
        CHECK(read_file(folder.write("empty", "")) == "");
        CHECK_FALSE(read_file(folder / "absent").has_value());
        CHECK_FALSE(read_file(folder / "absent-folder/file").has_value());
    }

    TEST_CASE("a file of exactly the limit is read and a longer one is refused") {
        const TemporaryFolder folder;
        const auto path = folder.write("file", "12345");
        CHECK(read_file(path, 5) == "12345");
        CHECK_THROWS_AS(read_file(path, 4), Error);
    }

    TEST_CASE("a file longer than what is read at a time is read whole, up to its limit") {
        const TemporaryFolder folder;
        const std::string content(100'000, 'x');
        const auto path = folder.write("file", content);
        CHECK(read_file(path, 1'000'000) == content);
        CHECK(read_file(path, 100'000) == content);
        CHECK_THROWS_AS(read_file(path, 99'999), Error);
    }

    TEST_CASE("reading takes as much memory as a file needs and not as much as its limit allows") {
        const TemporaryFolder folder;
        const auto content = read_file(folder.write("file", "12345"), std::size_t{1} << 24U);
        REQUIRE(content.has_value());
        CHECK(content->capacity() < 65'536);
    }

    TEST_CASE("a link is followed only where that is asked for") {
        const TemporaryFolder folder;
        std::filesystem::create_symlink(folder.write("target", "x"), folder / "link");
        CHECK(read_file(folder / "link", 5, Links::followed) == "x");
        CHECK_THROWS_AS(read_file(folder / "link", 5, Links::refused), SystemError);
    }

    TEST_CASE("a link, a folder and a FIFO are not read") {
        const TemporaryFolder folder;
        std::filesystem::create_symlink(folder.write("target", "x"), folder / "link");
        REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
        CHECK_THROWS_AS(read_file(folder / "link"), SystemError);
        CHECK_THROWS_AS(read_file(folder.path()), Error);
        CHECK_THROWS_AS(read_file(folder / "fifo"), Error);
    }

    TEST_CASE("a file is replaced by another one with the mode that was asked for") {
        const TemporaryFolder folder;
        const auto path = folder.write("file", "old");
        const ino_t old = inode_of(path);
        write_file_atomically(path, "new", 0640);
        CHECK(folder.read("file") == "new");
        CHECK(inode_of(path) != old);
        CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0640));
        CHECK(entries_in(folder) == 1);
    }

    TEST_CASE("a link in the place of a file is replaced, not followed") {
        const TemporaryFolder folder;
        std::filesystem::create_symlink(folder.write("target", "untouched"), folder / "link");
        write_file_atomically(folder / "link", "new");
        CHECK(folder.read("target") == "untouched");
        CHECK(folder.read("link") == "new");
        CHECK_FALSE(std::filesystem::is_symlink(folder / "link"));
    }

    TEST_CASE("where a file cannot be replaced the old one stays and no temporary one is left") {
        const TemporaryFolder folder;
        folder.write("taken/inside", "kept");
        CHECK_THROWS_AS(write_file_atomically(folder / "taken", "new"), SystemError);
        CHECK(folder.read("taken/inside") == "kept");
        CHECK(entries_in(folder) == 1);
        CHECK_THROWS_AS(write_file_atomically(folder / "absent/file", "new"), SystemError);
    }

    TEST_CASE("unfinished copies of writers who were killed go with the next write and the next removal") {
        const TemporaryFolder folder;
        folder.write(".file.new-abcdef", "torn");
        folder.write("file.backup", "an operator's");
        folder.write(".file.new-other", "no copy of ours");
        folder.write(".other.new-abcdef", "of another file");
        write_file_atomically(folder / "file", "new");
        CHECK_FALSE(folder.has(".file.new-abcdef"));
        CHECK(folder.has("file.backup"));
        CHECK(folder.has(".file.new-other"));
        CHECK(folder.has(".other.new-abcdef"));
        folder.write(".absent.new-abcdef", "torn");
        CHECK_FALSE(remove_file(folder / "absent"));
        CHECK_FALSE(folder.has(".absent.new-abcdef"));
    }

    TEST_CASE("who has a lock has it alone, until it is let go") {
        const TemporaryFolder folder;
        SystemFiles files;
        auto lock = files.lock(folder / "lock", Files::Patience::none);
        REQUIRE(lock);
        CHECK_FALSE(files.lock(folder / "lock", Files::Patience::none));
        CHECK(files.lock(folder / "another lock", Files::Patience::none));
        auto waiting = std::async(std::launch::async,
                                  [&] { return files.lock(folder / "lock", Files::Patience::endless) != nullptr; });
        CHECK(waiting.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
        lock.reset();
        CHECK(waiting.get());
        CHECK(files.lock(folder / "lock", Files::Patience::none));
    }

    TEST_CASE("a copy that another program has begun and not finished is newer than the file, or of an earlier time") {
        const TemporaryFolder folder;
        CHECK_FALSE(has_newer_copy(folder / "absent/state.json"));
        const auto copy = folder.write("state.json.abcdef", "");
        CHECK_FALSE(has_newer_copy(folder / "state.json"));
        const auto file = folder.write("state.json", "{}");
        const auto written = std::filesystem::last_write_time(file);
        std::filesystem::last_write_time(copy, written - std::chrono::seconds(1));
        CHECK_FALSE(has_newer_copy(file));
        std::filesystem::last_write_time(copy, written + std::chrono::seconds(1));
        CHECK(has_newer_copy(file));
        std::filesystem::rename(copy, folder / "state.json.backup1");
        CHECK_FALSE(has_newer_copy(file));
    }

    TEST_CASE("a folder is the same whatever is in it, and another one in its place is not") {
        const TemporaryFolder folder;
        const auto data = folder / "data";
        CHECK(mark_of_folder(data).empty());
        std::filesystem::create_directory(data);
        const std::string mark = mark_of_folder(data);
        CHECK_FALSE(mark.empty());
        folder.write("data/ibdata1", "");
        CHECK(mark_of_folder(data) == mark);
        struct stat status {};
        CHECK(::stat(data.c_str(), &status) == 0);
        CHECK(mark.starts_with(std::to_string(status.st_ino) + ".")); // and when it was made, where this runs
        std::filesystem::rename(data, folder / "old");
        std::filesystem::create_directory(data);
        CHECK(mark_of_folder(data) != mark);
        CHECK(mark_of_folder(folder / "old") == mark);
        CHECK_THROWS_AS(mark_of_folder(folder / "old/ibdata1/data"), SystemError);
    }

    TEST_CASE("two marks are compared by as much as both tell") {
        for (const auto& [mark, other] :
             {std::pair("2.7.0", "2.7.0"), std::pair("2.7.0", "2"), std::pair("2", "2.7.0")}) {
            CHECK(are_marks_of_one(mark, other));
        }
        for (const auto& [mark, other] : {std::pair("2", "1"), std::pair("2.7.0", "1"), std::pair("2.7.0", "2.7.1"),
                                          std::pair("2.7.0", "none"), std::pair("", "2.7.0")}) {
            CHECK_FALSE(are_marks_of_one(mark, other));
        }
    }

    TEST_CASE("a file is known wherever it is moved, and a copy is another one, also one that is written into it") {
        const TemporaryFolder folder;
        const auto path = folder / "grastate.dat";
        const auto mark = [](const std::string& print) { return print.substr(0, print.find(' ')); };
        CHECK(print_of_file(path).empty());
        folder.write("grastate.dat", "one");
        const std::string print = print_of_file(path);
        std::filesystem::rename(path, folder / "old");
        CHECK(print_of_file(folder / "old") == print);
        std::filesystem::copy_file(folder / "old", path);
        CHECK_FALSE(are_marks_of_one(mark(print_of_file(path)), mark(print)));
        std::filesystem::last_write_time(folder / "old", std::filesystem::file_time_type(std::chrono::seconds(7)));
        CHECK(are_marks_of_one(mark(print_of_file(folder / "old")), mark(print)));
        CHECK(print_of_file(folder / "old") != print);
        CHECK_THROWS_AS(print_of_file(folder / "old/data"), SystemError);
    }

    TEST_CASE("what another writer is still at, and what is no file, is left alone") {
        const TemporaryFolder folder;
        const auto busy = folder.write(".file.new-abcdef", "half");
        const FileDescriptor writer(::open(busy.c_str(), O_RDWR | O_CLOEXEC));
        REQUIRE(::flock(writer.get(), LOCK_EX) == 0);
        std::filesystem::create_symlink(folder.write("target", "x"), folder / ".file.new-a-link");
        REQUIRE(::mkfifo((folder / ".file.new-mkfifo").c_str(), 0600) == 0);
        write_file_atomically(folder / "file", "new");
        CHECK(folder.read(".file.new-abcdef") == "half");
        CHECK(std::filesystem::is_symlink(folder / ".file.new-a-link"));
        CHECK(folder.has(".file.new-mkfifo"));
        CHECK(folder.read("file") == "new");
    }

    TEST_CASE("writers beside each other write whole files, and all succeed") {
        const TemporaryFolder folder;
        const auto write = [&](char letter) {
            for (int count = 0; count < 100; ++count) {
                write_file_atomically(folder / "file", std::string(5000, letter));
            }
        };
        auto first = std::async(std::launch::async, write, 'a');
        auto second = std::async(std::launch::async, write, 'b');
        first.get();
        second.get();
        const std::string content = folder.read("file");
        CHECK(content == std::string(5000, content.at(0)));
        CHECK(entries_in(folder) == 1);
    }

    TEST_CASE("removing tells whether there was a file") {
        const TemporaryFolder folder;
        const auto path = folder.write("file", "");
        CHECK(remove_file(path));
        CHECK_FALSE(remove_file(path));
        CHECK_THROWS_AS(remove_file(folder.path()), SystemError);
    }

    TEST_CASE("a folder is listed whole, one that is not there is empty, and what is no folder is told by name") {
        const TemporaryFolder folder;
        std::ofstream(folder.path() / "one") << "1";
        std::filesystem::create_directory(folder.path() / "two");
        const auto entries = list_folder(folder.path());
        REQUIRE(entries.size() == 2);
        CHECK(std::count_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.is_directory(); }) ==
              1);
        CHECK(list_folder(folder.path() / "three").empty());
        CHECK_THROWS_WITH_AS(list_folder(folder.path() / "one"), doctest::Contains("/one: "), SystemError);
        CHECK(list_readable_folder(folder.path() / "one").empty());
        CHECK(list_readable_folder(folder.path() / "three").empty());
        CHECK(list_readable_folder(folder.path()).size() == 2);
    }

    TEST_CASE("a failed call is told with the file, the reason and the code") {
        const TemporaryFolder folder;
        try {
            read_file(folder.write("not-a-folder", "") / "file");
            FAIL("nothing was thrown");
        } catch (const SystemError& error) {
            CHECK(error.code() == ENOTDIR);
            CHECK(std::string(error.what()).find("not-a-folder/file: Not a directory") != std::string::npos);
        }
    }
}
