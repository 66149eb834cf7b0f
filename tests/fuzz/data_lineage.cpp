// Beside the data: a file that came with it, whoever wrote that.

#include "evidence/data_lineage.hpp"
#include "target.hpp"

namespace galera_initiator::fuzz {

namespace {

void run(std::string_view text) {
    const DataLineage lineage = DataLineage::parse(text);
    require(DataLineage::parse(lineage.to_text()) == lineage, "what is written beside the data is read again");
}

const Registration registration("data_lineage", run);

} // namespace

} // namespace galera_initiator::fuzz
