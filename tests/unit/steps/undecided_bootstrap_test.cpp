#include "steps/undecided_bootstrap.hpp"

#include "../silent_announcer.hpp"
#include "../temporary_folder.hpp"
#include "evidence/published_record.hpp"
#include "node/system_machine.hpp"
#include "starts.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace galera_initiator;
using namespace galera_initiator::test;

namespace {

/// A process with a server's command line, which lives until it is ended.
class Server {
public:
    explicit Server(const char* option) {
        REQUIRE(::pipe2(input_.data(), O_CLOEXEC) == 0);
        process_ = ::fork();
        REQUIRE(process_ >= 0);
        if (process_ == 0) {
            ::dup2(input_[0], STDIN_FILENO);
            ::close(input_[1]); // else it would be its own writer, and never come to the end
            ::execl("/bin/sh", "mariadbd", "-c", "read line", option, nullptr);
            ::_exit(1);
        }
        // Until it has its own command line.
        while (::access(("/proc/" + std::to_string(process_) + "/exe").c_str(), F_OK) == 0 && !has_begun()) {
            ::usleep(1000);
        }
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() {
        ::close(input_[0]);
        ::close(input_[1]);
        if (!has_ended_) {
            ::waitpid(process_, nullptr, 0);
        }
    }

    [[nodiscard]] pid_t process() const { return process_; }

    /// @returns whether it was ended by SIGKILL
    bool was_killed() {
        int status = 0;
        // It dies at once, or not at all.
        for (int tries = 0; tries < 100 && !has_ended_; ++tries) {
            has_ended_ = ::waitpid(process_, &status, WNOHANG) == process_;
            ::usleep(has_ended_ ? 0 : 1000);
        }
        return has_ended_ && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }

private:
    [[nodiscard]] bool has_begun() const {
        std::ifstream stream("/proc/" + std::to_string(process_) + "/cmdline");
        std::string first;
        std::getline(stream, first, '\0');
        return first == "mariadbd";
    }

    std::array<int, 2> input_{};
    pid_t process_ = 0;
    bool has_ended_ = false;
};

class OneUnit : public UnitStates {
public:
    OneUnit(pid_t process, std::string invocation) : process_(process), invocation_(std::move(invocation)) {}
    UnitState read(const std::string& /*unit*/) override { return {UnitPhase::starting, invocation_, "", {}}; }
    pid_t main_process(const std::string& /*unit*/) override { return process_; }

private:
    pid_t process_;
    std::string invocation_;
};

/// What this node has published in one start, and the step that looks.
struct Watched {
    TemporaryFolder root;
    SilentAnnouncer announcer;
    SystemFiles files;
    SystemMachine system;
    StepContext context{.places = {.root = root.path()},
                        .unit = server_unit,
                        .invocation = this_start,
                        .cluster_address = {},
                        .announcer = announcer,
                        .machine = system.machine()};

    Watched(NodeStatus status, const std::string& origin, UnitStates& units)
        : system(Places{root.path()}, server_unit, units) {
        std::filesystem::create_directories(context.places.published_folder());
        Record record;
        record.cluster_name = "lab";
        record.status = status;
        record.origin = origin;
        PublishedRecordFile(files, context.places.published_folder()).save({record, context.unit, context.unit});
    }
};

} // namespace

TEST_SUITE("undecided bootstrap, on this machine") {
    TEST_CASE("a server that bootstraps in a start that was to join is ended") {
        Server server("--wsrep-new-cluster");
        OneUnit units(server.process(), this_start);
        CHECK(end_undecided_bootstrap(Watched(NodeStatus::joining, this_start, units).context, this_start));
        CHECK(server.was_killed());
    }

    TEST_CASE("one that joins, or that was decided to bootstrap, is left alone") {
        Server joiner("--wsrep-cluster-address=gcomm://n1,n2");
        OneUnit units(joiner.process(), this_start);
        CHECK_FALSE(end_undecided_bootstrap(Watched(NodeStatus::joining, this_start, units).context, this_start));
        CHECK_FALSE(joiner.was_killed());
        Server server("--wsrep-new-cluster");
        OneUnit bootstrapping(server.process(), this_start);
        CHECK_FALSE(
            end_undecided_bootstrap(Watched(NodeStatus::bootstrapping, this_start, bootstrapping).context, this_start));
        CHECK_FALSE(server.was_killed());
    }

    TEST_CASE("a later start is not ended by the watch of an earlier one, whichever of the two shows first") {
        Server server("--wsrep-new-cluster");
        OneUnit later(server.process(), another_start);
        // The unit is in its next start already, and has not published yet.
        CHECK_FALSE(end_undecided_bootstrap(Watched(NodeStatus::joining, this_start, later).context, this_start));
        // It has published as well.
        CHECK_FALSE(end_undecided_bootstrap(Watched(NodeStatus::joining, another_start, later).context, this_start));
        CHECK_FALSE(server.was_killed());
    }
}
