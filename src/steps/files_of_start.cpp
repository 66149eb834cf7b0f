#include "steps/files_of_start.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/utc_time.hpp"
#include "evidence/remembering.hpp"
#include "evidence/saved_state.hpp"
#include "evidence/state_file_changes.hpp"
#include "evidence/view_state.hpp"

#include <algorithm>
#include <utility>

namespace galera_initiator {

namespace {

using Outcome = Initiator::Outcome;

std::optional<RunningHistory> joined_history(const Outcome& outcome) {
    if (!outcome.verdict.history_of) {
        return std::nullopt;
    }
    const NodeSight& node = outcome.situation.nodes[*outcome.verdict.history_of];
    return told_history(node.address, node.record.value());
}

/// The view that a start sets out from.
std::optional<ViewState> view_crashed_in(const Files& files, const std::filesystem::path& provider_folder,
                                         const Evidence& evidence) {
    auto view = evidence.membership == Membership::view ? last_of(read_view(files, provider_folder)) : std::nullopt;
    return view && view->has_formed() ? view : std::nullopt;
}

/// Nothing where it is torn.
std::optional<WrittenView> read_whole_view(const Files& files, const std::filesystem::path& provider_folder) {
    try {
        return read_view(files, provider_folder);
    } catch (const ParseError&) {
        return std::nullopt;
    }
}

/// Has a start together with others come to nothing here?
bool has_agreed_view(const Files& files, const std::filesystem::path& provider_folder) {
    const auto written = read_whole_view(files, provider_folder);
    return written && !written->view.has_formed();
}

/// Is the view there, of the last component or not, another node's, as far as this node knows? The provider would come
/// up as that member.
bool has_foreign_view(const Files& files, const std::filesystem::path& provider_folder, const NodeMemory& memory,
                      const FolderSigns& signs) {
    const auto written = read_whole_view(files, provider_folder);
    return written && !memory.may_be_own(written->view, signs);
}

/// As which member of which agreed view this node starts.
ViewState agreed_view(const Outcome& outcome, const Evidence& evidence) {
    const AgreedView& together = outcome.verdict.together.value();
    const auto own = std::ranges::find_if(
        together.members, [&](const Uuid& member) { return member.same_member(evidence.identities.at(0)); });
    if (own == together.members.end()) {
        throw Error("the agreed view does not name this node");
    }
    return {.own = *own,
            .members = together.members,
            .number = together.number,
            .agreement =
                id_of_agreement(outcome.situation.nodes[outcome.verdict.winner.value()].record.value().claim.value())};
}

/// The lineage that the component of an agreed view goes on with: who leads begins a timeline, as with a bootstrap.
Lineage agreed_lineage(const Outcome& outcome, const NodeMemory& memory, const Evidence& evidence,
                       const Uuid& new_timeline) {
    if (const auto leader = joined_history(outcome)) {
        return leader->lineage.completed_by(memory.lineage);
    }
    return lineage_of_bootstrap(memory, evidence, new_timeline);
}

NodeMemory memory_to_set_out(const Machine& machine, NodeMemory memory, const Evidence& evidence,
                             const Outcome& outcome) {
    switch (outcome.verdict.action) {
    case Action::restore: {
        const Lineage lineage = agreed_lineage(outcome, memory, evidence, machine.process.random_uuid());
        const ViewState agreed = agreed_view(outcome, evidence);
        const auto leader = joined_history(outcome);
        return memory_before_restore(std::move(memory), evidence, agreed, leader ? leader->member.value() : agreed.own,
                                     lineage);
    }
    case Action::bootstrap:
        return memory_before_bootstrap(std::move(memory), evidence, machine.process.random_uuid());
    case Action::join:
        return memory_before_join(std::move(memory), evidence, joined_history(outcome), outcome.verdict.discards_data);
    case Action::wait:
    case Action::refuse:
        break;
    }
    throw Error("no server starts by this verdict");
}

/// A folder that was emptied in its place is the one whose data is replaced; another one beside data that is not seen
/// is not.
std::string mark_to_set_out_with(const NodeMemory& memory, const Evidence& evidence, const std::string& found) {
    const bool is_another = !memory.data_folder.empty() && !are_marks_of_one(found, memory.data_folder);
    return evidence.data == DataState::unseen && is_another ? NodeMemory::no_folder : found;
}

/// What must be true on disk before the server starts.
class FilesOfStart {
public:
    FilesOfStart(const StepContext& context, const NodeSettings& settings, const Evidence& evidence,
                 const Outcome& outcome)
        : machine_(context.machine), memory_file_(machine_.files, context.places.state_folder()), settings_(settings),
          evidence_(evidence), outcome_(outcome), root_(context.places.root),
          data_folder_(below(root_, settings.server.data_directory)),
          provider_folder_(below(root_, settings.server.provider_directory)),
          position_(brought_position(evidence, outcome.verdict)),
          state_file_(machine_.files, data_folder_, provider_folder_, memory_file_) {}

    /// @returns the memory, as it was written
    NodeMemory prepare() {
        take_away_what_is_not_own();
        if (outcome_.verdict.discards_data) {
            // The person said it once: a start that ends here has given it up as well. Not yet with the others'
            // timelines, which are not this data's.
            memory_file_.save(memory_before_discard(memory_file_.load()));
            give_up_history(machine_.files, provider_folder_, below(root_, settings_.write_set_cache()),
                            machine_.archive, time());
        }
        NodeMemory memory = load_to_set_out(memory_file_, machine_.files, provider_folder_, evidence_);
        const auto replaced = memory.replaced_view();
        memory = memory_to_set_out(machine_, std::move(memory), evidence_, outcome_);
        memory.data_folder = mark_to_set_out_with(memory, evidence_, machine_.files.mark_of_folder(data_folder_));
        const FolderSigns found = state_file_.signs();
        make_state_file(machine_.files, provider_folder_);
        if (memory.knows_state_file(found)) {
            memory.let_write_state_file(found.state_file);
        } else {
            memory.state_file.clear(); // until what is beside the data is this start's
        }
        if (position_) {
            memory.let_write_beside_data(machine_.process.random_uuid(), found);
        } else {
            memory.beside_data.reset();
            memory.next_beside_data.reset();
        }
        if (outcome_.verdict.action == Action::restore) {
            write_to_restore(memory);
        } else {
            give_up_agreed_view(memory, replaced);
        }
        put_beside_data(machine_.files, data_folder_, data_lineage_of(memory));
        make_own(memory);
        if (outcome_.verdict.action == Action::bootstrap) {
            make_safe_to_bootstrap(machine_.files, provider_folder_, position_,
                                   evidence_.membership == Membership::view, machine_.archive, time());
        } else if (outcome_.verdict.action == Action::join) {
            const Situation& situation = outcome_.situation;
            make_fit_to_join(machine_.files, provider_folder_, position_,
                             {situation.nodes.size() + situation.policies.arbitrators, memory.joined_last()},
                             machine_.archive, time());
        }
        return memory;
    }

private:
    [[nodiscard]] std::string time() const { return time_for_archive(machine_.clock); }

    /// Before a start is remembered that might have left it.
    void take_away_what_is_not_own() {
        const NodeMemory memory = memory_file_.load();
        const FolderSigns signs = state_file_.signs();
        if (has_foreign_view(machine_.files, provider_folder_, memory, signs)) {
            state_file_.edit(
                [&] { take_away_view(machine_.files, provider_folder_, position_, machine_.archive, time()); });
        }
        if (!memory.knows_state_file(signs)) {
            take_away_flag(machine_.files, provider_folder_, machine_.archive, time());
        }
    }

    void write_to_restore(const NodeMemory& memory) {
        const ViewState agreed = agreed_view(outcome_, evidence_);
        const auto put_view = [&] {
            put_agreed_view(machine_.files, provider_folder_, position_.value(), agreed, machine_.archive, time());
        };
        // The memory first where it has to know the view that goes. Else the view, whose id tells that it has not
        // formed: the memory alone could not tell whether it has, and has gone again with a clean leave.
        if (!machine_.files.read(provider_folder_ / ViewState::file_name)) {
            put_view();
            memory_file_.save(memory);
        } else {
            memory_file_.save(memory);
            put_view();
        }
    }

    /// From now on nothing that was there before is known, and what the server writes is.
    void make_own(NodeMemory& memory) {
        const NodeMemory before = memory;
        memory.know_beside_data();
        memory.let_write_state_file(state_file_.signs().state_file);
        if (memory != before) {
            memory_file_.save(memory);
        }
    }

    /// Nobody is to restore the component of an agreed view any more. @param replaced  by that
    void give_up_agreed_view(const NodeMemory& memory, const std::optional<ViewState>& replaced) {
        const bool is_agreed = has_agreed_view(machine_.files, provider_folder_);
        if (is_agreed && replaced) {
            // Before the memory knows no more that it was there.
            put_back_view(machine_.files, provider_folder_, *replaced);
        }
        memory_file_.save(memory); // before the flag is edited, which must never be taken for evidence
        if (is_agreed && !replaced) {
            take_away_view(machine_.files, provider_folder_, position_, machine_.archive, time());
        }
    }

    const Machine& machine_;
    NodeMemoryFile memory_file_;
    const NodeSettings& settings_;
    const Evidence& evidence_;
    const Outcome& outcome_;
    std::filesystem::path root_;
    std::filesystem::path data_folder_;
    std::filesystem::path provider_folder_;
    std::optional<Position> position_;
    StateFile state_file_;
};

} // namespace

std::string time_for_archive(Clock& clock) {
    return utc_time(clock.time_of_day(), "%Y%m%dT%H%M%SZ");
}

StateFile::StateFile(const Files& files, std::filesystem::path data_folder, std::filesystem::path provider_folder,
                     const NodeMemoryFile& memory)
    : files_(files), data_folder_(std::move(data_folder)), provider_folder_(std::move(provider_folder)),
      memory_(memory) {}

FolderSigns StateFile::signs() const {
    return signs_of(files_, data_folder_, provider_folder_);
}

void StateFile::edit(const std::function<void()>& edit) const {
    NodeMemory memory = memory_.load();
    const FolderSigns before = signs();
    if (!memory.knows_state_file(before)) {
        edit();
        return;
    }
    memory.let_write_state_file(before.state_file);
    memory_.save(memory);
    edit();
    memory.state_file = signs().state_file;
    memory_.save(memory);
}

std::optional<Position> brought_position(const Evidence& evidence, const Verdict& verdict) {
    const bool brings_data =
        verdict.action == Action::bootstrap || (evidence.data == DataState::intact && !verdict.discards_data);
    return brings_data ? evidence.position : std::nullopt;
}

NodeMemory load_to_set_out(const NodeMemoryFile& memory_file, const Files& files,
                           const std::filesystem::path& provider_folder, const Evidence& evidence) {
    NodeMemory memory = memory_file.load();
    if (const auto view = view_crashed_in(files, provider_folder, evidence)) {
        memory.add_view(*view);
    }
    return memory;
}

NodeMemory prepare_files(const StepContext& context, const NodeSettings& settings, const Evidence& evidence,
                         const Outcome& outcome) {
    return FilesOfStart(context, settings, evidence, outcome).prepare();
}

} // namespace galera_initiator
