#include "open_faults.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace galera_initiator::sim {

namespace {

std::set<std::string> words_in(const std::string& text) {
    std::istringstream stream(text);
    std::set<std::string> words;
    for (std::string word; stream >> word;) {
        words.insert(word);
    }
    return words;
}

void take(OpenFault& fault, const std::string& key, const std::string& value) {
    if (key == "fault") {
        fault.name = value;
    } else if (key == "breaks") {
        fault.breaks = words_in(value);
    } else if (key == "marks") {
        fault.marks = words_in(value);
    } else if (key == "without") {
        fault.without = words_in(value);
    } else if (key == "story") {
        fault.stories.insert(value);
    } else if (key == "because") {
        fault.because += (fault.because.empty() ? "" : " ") + value;
    } else {
        throw std::runtime_error("no such key: '" + key + "'");
    }
}

bool is_complete(const OpenFault& fault) {
    return !fault.name.empty() && !fault.breaks.empty() && !fault.stories.empty() && !fault.because.empty();
}

} // namespace

bool OpenFault::is(const Violation& violation) const {
    const auto is_marked = [&](const std::string& mark) {
        return std::find(violation.marks.begin(), violation.marks.end(), mark) != violation.marks.end();
    };
    return breaks.contains(violation.invariant) && std::all_of(marks.begin(), marks.end(), is_marked) &&
           std::none_of(without.begin(), without.end(), is_marked);
}

std::vector<OpenFault> read_open_faults(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("cannot read " + path.string());
    }
    std::vector<OpenFault> faults;
    std::size_t number = 0;
    bool is_in_block = false;
    std::string line;
    const auto fail = [&](const std::string& why) {
        throw std::runtime_error(path.string() + ":" + std::to_string(number) + ": " + why);
    };
    const auto end_block = [&] {
        if (is_in_block && !is_complete(faults.back())) {
            fail("a fault needs the keys fault, breaks, story and because");
        }
        is_in_block = false;
    };
    while (std::getline(file, line)) {
        ++number;
        if (line.starts_with("#")) {
            continue;
        }
        if (line.empty()) {
            end_block();
            continue;
        }
        if (!is_in_block) {
            faults.emplace_back();
            is_in_block = true;
        }
        const auto colon = line.find(": ");
        if (colon == std::string::npos) {
            fail("not 'key: value'");
        }
        try {
            take(faults.back(), line.substr(0, colon), line.substr(colon + 2));
        } catch (const std::runtime_error& error) {
            fail(error.what());
        }
    }
    end_block();
    return faults;
}

const OpenFault* open_fault_of(const std::vector<OpenFault>& faults, const Violation& violation) {
    const auto found =
        std::find_if(faults.begin(), faults.end(), [&](const OpenFault& fault) { return fault.is(violation); });
    return found == faults.end() ? nullptr : &*found;
}

std::filesystem::path simulator_folder() {
    return GALERA_SIMULATOR_FOLDER;
}

std::string kind_in_words(const Violation& violation) {
    const std::set<std::string> marks(violation.marks.begin(), violation.marks.end());
    std::string words = violation.invariant;
    for (const std::string& mark : marks) {
        words += " " + mark;
    }
    return words;
}

} // namespace galera_initiator::sim
