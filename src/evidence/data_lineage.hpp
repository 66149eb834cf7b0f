#pragma once

#include "common/file_access.hpp"
#include "common/uuid.hpp"
#include "evidence/lineage.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace galera_initiator {

/// Of which lineage the data in a folder is, kept in that folder: so that it goes wherever the data is copied, moved or
/// put back to, beside whatever memory. Written anew before each start of a server that brings its data, and while one
/// runs whenever the memory learns another lineage; while a state transfer replaces the data it is not there, or says
/// that of the component.
struct DataLineage {
    static constexpr const char* file_name = "galera-initiator.lineage";

    /// Random, drawn for each writing: the memory that it was written with knows it, and no other folder has it but a
    /// copy. None, as the history: the file cannot be believed, and nothing is known of the data's lineage.
    std::optional<Uuid> id;
    std::optional<Uuid> history;
    Lineage lineage;

    /// @returns one that cannot be believed where the text is damaged, or of a later version
    static DataLineage parse(std::string_view text);
    [[nodiscard]] std::string to_text() const;

    [[nodiscard]] bool says_the_same(const DataLineage& other) const {
        return history == other.history && lineage == other.lineage;
    }

    bool operator==(const DataLineage&) const = default;
};

/// What shows whose a data folder is.
struct FolderSigns {
    std::string state_file{};             ///< Files::print_of_file() of grastate.dat; empty: there is none
    std::optional<DataLineage> lineage{}; ///< that is beside the data
    bool operator==(const FolderSigns&) const = default;
};

/// @param provider_folder  where grastate.dat is
FolderSigns signs_of(const Files& files, const std::filesystem::path& data_folder,
                     const std::filesystem::path& provider_folder);

/// Durably. @param lineage  none: what is there is taken away
void put_beside_data(Files& files, const std::filesystem::path& data_folder, const std::optional<DataLineage>& lineage);

} // namespace galera_initiator
