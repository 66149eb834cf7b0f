#pragma once

#include <filesystem>
#include <string>

namespace galera_initiator {

/// Where this project keeps its files, below a root that tests set.
struct Places {
    std::filesystem::path root = "/";

    /// Durable, owned by the server's user (systemd's StateDirectory=).
    [[nodiscard]] std::filesystem::path state_folder() const { return root / "var/lib/galera-initiator"; }
    [[nodiscard]] std::filesystem::path archive_folder() const { return state_folder() / "archive"; }

    /// Of nobody but the operator: it is there as long as no server of this node is to start.
    [[nodiscard]] std::filesystem::path hold_file() const { return state_folder() / "hold"; }

    /// Volatile and owned by root, because PID 1 reads environment files from it.
    [[nodiscard]] std::filesystem::path run_folder() const { return root / "run/galera-initiator"; }
    [[nodiscard]] std::filesystem::path environment_file(const std::string& unit) const {
        return run_folder() / (unit + ".env");
    }

    [[nodiscard]] std::filesystem::path new_cluster_call_file() const { return run_folder() / "new-cluster-call"; }

    /// Volatile and owned by the server's user.
    [[nodiscard]] std::filesystem::path published_folder() const { return run_folder() / "published"; }
    [[nodiscard]] std::filesystem::path decision_file() const { return published_folder() / "decision"; }
    [[nodiscard]] std::filesystem::path phases_file() const { return published_folder() / "phases"; }
    [[nodiscard]] std::filesystem::path operator_word_file() const { return published_folder() / "word"; }
    /// Written by the server, where it can.
    [[nodiscard]] std::filesystem::path server_status_file() const { return published_folder() / "server-status.json"; }
    [[nodiscard]] std::filesystem::path lock_file() const { return published_folder() / "lock"; }
};

} // namespace galera_initiator
