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
/// put back to, beside whatever memory. Before a server starts that brings its data, and once one is up, it says what
/// the memory says; while a state transfer replaces the data it is not there, or says that of the component.
struct DataLineage {
    static constexpr const char* file_name = "galera-initiator.lineage";

    /// The node that the data was last of, by the member that it was; none: it had never been one.
    std::optional<Uuid> member;

    /// None: the file cannot be believed, and nothing is known of the data's lineage.
    std::optional<Uuid> history;
    Lineage lineage;

    /// @returns one that cannot be believed where the text is damaged, or of a later version
    static DataLineage parse(std::string_view text);
    [[nodiscard]] std::string to_text() const;

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
