#include "common/privileges.hpp"

#include "common/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace galera_initiator {

namespace {

/// The C library has no functions for these calls.
class OwnCapabilities {
public:
    OwnCapabilities() {
        if (::syscall(SYS_capget, &header_, sets_.data()) != 0) {
            throw SystemError("cannot read this process's capabilities", errno);
        }
    }

    [[nodiscard]] bool is_effective(int capability) const {
        return (set_of(capability).effective & bit_of(capability)) != 0;
    }

    void keep_only(std::initializer_list<int> kept) {
        std::array<std::uint32_t, _LINUX_CAPABILITY_U32S_3> masks{};
        for (const int capability : kept) {
            masks.at(index_of(capability)) |= bit_of(capability);
        }
        bool changes = false;
        for (std::size_t index = 0; index < sets_.size(); ++index) {
            auto& set = sets_.at(index);
            const std::uint32_t mask = masks.at(index);
            changes = changes || ((set.effective | set.permitted) & ~mask) != 0 || set.inheritable != 0;
            set.effective &= mask;
            set.permitted &= mask;
            set.inheritable = 0;
        }
        // Where there is nothing to give up a unit may not even allow the call.
        if (changes && ::syscall(SYS_capset, &header_, sets_.data()) != 0) {
            throw SystemError("cannot give up capabilities", errno);
        }
    }

private:
    static std::size_t index_of(int capability) { return static_cast<std::size_t>(CAP_TO_INDEX(capability)); }
    static std::uint32_t bit_of(int capability) {
        return std::uint32_t{1} << (static_cast<unsigned>(capability) % 32U);
    }
    [[nodiscard]] const __user_cap_data_struct& set_of(int capability) const { return sets_.at(index_of(capability)); }

    __user_cap_header_struct header_{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets_{};
};

/// To be called as long as CAP_SETPCAP is there.
void shrink_bounding_set(std::initializer_list<int> kept) {
    // The kernel may know more of them than its header did when this was compiled; it says where they end.
    for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
        const bool stays = std::find(kept.begin(), kept.end(), capability) != kept.end();
        if (!stays && ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) {
            throw SystemError("cannot give up capability " + std::to_string(capability) + " for started programs",
                              errno);
        }
    }
}

} // namespace

void give_up_capabilities(std::initializer_list<int> except) {
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
        throw SystemError("cannot give up ambient capabilities", errno);
    }
    OwnCapabilities own;
    if (own.is_effective(CAP_SETPCAP)) {
        shrink_bounding_set(except);
    }
    own.keep_only(except);
}

} // namespace galera_initiator
