#include "commands/cluster_json.hpp"

#include <nlohmann/json.hpp>

namespace galera_initiator {

namespace {

using Json = nlohmann::ordered_json;

constexpr int schema = 1;

template <typename Value>
Json text_or_null(const std::optional<Value>& value) {
    return value ? Json(value->to_string()) : Json(nullptr);
}

Json json_of(const NodeView& node, const ClusterView& view) {
    Json json;
    json["name"] = node.name.empty() ? Json(nullptr) : Json(node.name);
    json["address"] = node.address;
    json["this_node"] = node.is_this_node;
    json["status"] = node.status;
    json["evidence"] = node.evidence;
    json["timeline"] = node.timeline ? Json(view.timelines[*node.timeline].label) : Json(nullptr);
    json["seqno"] = node.seqno ? Json(node.seqno->value()) : Json(nullptr);
    json["behind"] = node.behind ? Json(*node.behind) : Json(nullptr);
    json["failed_starts"] = node.failed_starts ? Json(node.failed_starts->count) : Json(nullptr);
    json["failing_since"] = node.failed_starts ? Json(node.failed_starts->since) : Json(nullptr);
    json["held_since"] = node.hold ? Json(node.hold->since) : Json(nullptr);
    json["held_by"] = node.hold ? Json(node.hold->by) : Json(nullptr);
    json["held_because"] = node.hold ? Json(node.hold->reason) : Json(nullptr);
    json["heard_milliseconds_ago"] = node.heard_ago ? Json(node.heard_ago->count()) : Json(nullptr);
    json["answered_in_microseconds"] = node.answered_in ? Json(node.answered_in->count()) : Json(nullptr);
    return json;
}

Json json_of(const TimelineView& timeline) {
    Json json;
    json["label"] = timeline.label;
    json["history"] = timeline.history.to_string();
    json["id"] = timeline.timeline ? Json(timeline.timeline->id.to_string()) : Json(nullptr);
    json["begins_at"] = timeline.timeline ? Json(timeline.timeline->begins_at.value()) : Json(nullptr);
    return json;
}

Json json_of_verdict(const ClusterView& view) {
    if (!view.verdict) {
        return nullptr;
    }
    Json json;
    json["action"] = word(view.verdict->action);
    json["reason"] = word(view.verdict->reason);
    json["rule"] = rule_of(view.verdict->reason);
    json["of_a_start_that_waits"] = view.is_being_started;
    json["about"] = view.awaited;
    json["winner"] = view.verdict->winner ? Json(view.nodes[*view.verdict->winner].address) : Json(nullptr);
    return json;
}

} // namespace

std::string to_json(const ClusterView& view, std::int64_t time, bool is_on_one_line) {
    Json json;
    json["schema"] = schema;
    json["time"] = time;
    json["cluster"] = view.cluster_name;
    json["unit"] = view.unit;
    json["nodes"] = Json::array();
    for (const NodeView& node : view.nodes) {
        json["nodes"].push_back(json_of(node, view));
    }
    json["timelines"] = Json::array();
    for (const TimelineView& timeline : view.timelines) {
        json["timelines"].push_back(json_of(timeline));
    }
    json["verdict"] = json_of_verdict(view);
    json["conclusion"] = view.conclusion;
    json["next_step"] = view.next_step;
    json["prospects"] = Json::array();
    for (const Prospect& one : view.prospects) {
        json["prospects"].push_back({{"if", one.condition}, {"then", one.outcome}});
    }
    json["notes"] = view.notes;
    // What peers tell was made printable; what the system says need not be UTF-8.
    return json.dump(is_on_one_line ? -1 : 2, ' ', false, Json::error_handler_t::replace);
}

} // namespace galera_initiator
