#include "evidence/lineage.hpp"

#include "common/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace galera_initiator;

namespace {

Uuid id(unsigned number) {
    std::string text = std::to_string(number);
    return Uuid::parse("aaaaaaaa-0000-4000-8000-" + std::string(12 - text.size(), '0') + text);
}

/// The timeline that bootstrap 1, 2, ... began there.
Timeline at(unsigned number, std::int64_t begins_at) {
    return {id(number), Seqno(begins_at)};
}

Lineage later(std::vector<Timeline> timelines) {
    return Lineage(std::move(timelines));
}

Lineage cut(std::vector<Timeline> timelines) {
    return Lineage(std::move(timelines), false);
}

using Shared = std::optional<Seqno>;

Shared stopped(const Lineage& one, std::int64_t one_position, const Lineage& other, std::int64_t other_position) {
    return shared_up_to(one, Seqno(one_position), other, Seqno(other_position));
}

Shared running(const Lineage& one, std::int64_t position, const Lineage& other) {
    return shared_up_to(one, Seqno(position), other, std::nullopt);
}

constexpr std::int64_t last_seqno = std::numeric_limits<std::int64_t>::max();

} // namespace

TEST_SUITE("lineage, what data holds of it") {
    TEST_CASE("a timeline is held by data behind its beginning, and by none at it") {
        const Lineage lineage = later({at(1, 10), at(2, 20)});
        CHECK(lineage.held_at(Seqno(21)) == lineage);
        CHECK(lineage.held_at(Seqno(20)) == later({at(1, 10)}));
        CHECK(lineage.held_at(Seqno(11)) == later({at(1, 10)}));
        CHECK(lineage.held_at(Seqno(10)) == Lineage());
        CHECK(lineage.held_at(Seqno(0)) == Lineage());
    }
    TEST_CASE("a timeline that begins at 0 is held from 1 on") {
        CHECK(later({at(1, 0)}).held_at(Seqno(0)) == Lineage());
        CHECK(later({at(1, 0)}).held_at(Seqno(1)) == later({at(1, 0)}));
    }
    TEST_CASE("what was left out stays left out") {
        CHECK(cut({at(2, 20)}).held_at(Seqno(20)) == cut({}));
        CHECK_FALSE(cut({at(2, 20)}).held_at(Seqno(20)).is_whole());
    }
}

TEST_SUITE("lineage, bootstraps") {
    TEST_CASE("a bootstrap adds a timeline from where the data stands") {
        CHECK(Lineage().bootstrapped(id(1), Seqno(10)) == later({at(1, 10)}));
        CHECK(later({at(1, 10)}).bootstrapped(id(2), Seqno(15)) == later({at(1, 10), at(2, 15)}));
    }
    TEST_CASE("a bootstrap that used nothing up leaves no timeline behind") {
        CHECK(later({at(1, 10)}).bootstrapped(id(2), Seqno(10)) == later({at(2, 10)}));
        CHECK(later({at(1, 10), at(2, 20)}).bootstrapped(id(3), Seqno(5)) == later({at(3, 5)}));
    }
}

TEST_SUITE("lineage, what two share") {
    TEST_CASE("data of the first timeline is one history, up to the lower of the two positions") {
        CHECK(stopped({}, 10, {}, 20) == Seqno(10));
        CHECK(stopped({}, 20, {}, 10) == Seqno(10));
        CHECK(stopped({}, 10, {}, 10) == Seqno(10));
        CHECK(stopped({}, 0, {}, 0) == Seqno(0));
    }
    TEST_CASE("an ancestor is contained up to where the later one grew from it, and its later data is not") {
        const Lineage grown = later({at(1, 10)});
        CHECK(stopped({}, 9, grown, 30) == Seqno(9));
        CHECK(stopped({}, 10, grown, 30) == Seqno(10));
        CHECK(stopped({}, 11, grown, 30) == Seqno(10));
        CHECK(stopped({}, 40, grown, 30) == Seqno(10));
        CHECK(running({}, 10, grown) == Seqno(10));
        CHECK(running({}, 11, grown) == Seqno(10));
    }
    TEST_CASE("the later one holds more than its ancestor, from the fork on") {
        CHECK(stopped(later({at(1, 10)}), 11, {}, 50) == Seqno(10));
        CHECK(running(later({at(1, 10)}), 11, {}) == Seqno(10));
        CHECK(running(later({at(1, 10)}), 10, {}) == Seqno(10));
    }
    TEST_CASE("a newest timeline that nothing was written on does not count, on either side") {
        CHECK(stopped(later({at(1, 10)}), 10, later({at(2, 10)}), 10) == Seqno(10));
        CHECK(stopped(later({at(1, 10)}), 10, {}, 30) == Seqno(10));
        CHECK(stopped({}, 30, later({at(1, 10)}), 10) == Seqno(10));
        CHECK(stopped(later({at(1, 5), at(2, 10)}), 10, later({at(1, 5)}), 12) == Seqno(10));
    }
    TEST_CASE("a server that runs is at its newest timeline though nothing was written on that yet") {
        CHECK(running({}, 12, later({at(1, 10)})) == Seqno(10));
        CHECK(running(later({at(1, 10)}), 12, later({at(2, 12)})) == Seqno(10));
    }
    TEST_CASE("forks on both sides share what came before the earlier of the two") {
        const Lineage one = later({at(1, 10), at(2, 30)});
        const Lineage other = later({at(1, 10), at(3, 20)});
        CHECK(stopped(one, 40, other, 40) == Seqno(20));
        CHECK(stopped(other, 40, one, 40) == Seqno(20));
        CHECK(stopped(one, 20, other, 40) == Seqno(20));
        CHECK(stopped(one, 40, other, 15) == Seqno(15));
        CHECK(running(one, 40, other) == Seqno(20));
        CHECK(running(other, 40, one) == Seqno(20));
        CHECK(running(one, 19, other) == Seqno(19));
    }
    TEST_CASE("forks from the first timeline share nothing later") {
        CHECK(stopped(later({at(1, 10)}), 15, later({at(2, 10)}), 15) == Seqno(10));
        CHECK(stopped(later({at(1, 0)}), 15, later({at(2, 7)}), 15) == Seqno(0));
    }
    TEST_CASE("a timeline with the same id and another beginning is another one") {
        CHECK(stopped(later({at(1, 10)}), 20, later({at(1, 12)}), 20) == Seqno(10));
    }
    TEST_CASE("lists that were cut are compared where they still meet") {
        const Lineage one = cut({at(8, 80), at(9, 90)});
        CHECK(running(one, 95, cut({at(9, 90), at(10, 100)})) == Seqno(95));
        CHECK(running(one, 105, cut({at(9, 90), at(10, 100)})) == Seqno(100));
        CHECK(stopped(one, 95, cut({at(7, 70), at(8, 80)}), 85) == Seqno(85));
        CHECK(stopped(one, 95, cut({at(7, 70), at(8, 80)}), 99) == Seqno(90));
    }
    TEST_CASE("lists that were cut and do not meet can prove nothing") {
        CHECK(running(later({at(1, 10)}), 15, cut({at(8, 80), at(9, 90)})) == std::nullopt);
        CHECK(running({}, 5, cut({at(8, 80)})) == std::nullopt);
        CHECK(running(cut({at(8, 80)}), 85, {}) == std::nullopt);
        CHECK(running(cut({}), 5, cut({})) == std::nullopt);
        CHECK(stopped(cut({at(8, 80)}), 80, cut({at(8, 80)}), 90) == std::nullopt);
    }
    TEST_CASE("what is shared never passes either position and is the same from both sides") {
        const std::vector<Lineage> all{
            Lineage(),         later({at(1, 3)}),          later({at(1, 3), at(2, 5)}), later({at(1, 3), at(3, 4)}),
            later({at(4, 2)}), later({at(4, 2), at(5, 6)})};
        for (const Lineage& one : all) {
            for (const Lineage& other : all) {
                for (std::int64_t left = 0; left < 8; ++left) {
                    for (std::int64_t right = 0; right < 8; ++right) {
                        CAPTURE(one.to_string());
                        CAPTURE(other.to_string());
                        CAPTURE(left);
                        CAPTURE(right);
                        const Shared shared = stopped(one, left, other, right);
                        REQUIRE(shared.has_value());
                        CHECK(shared == stopped(other, right, one, left));
                        CHECK(shared->value() <= std::min(left, right));
                        // Whoever holds the same timelines at the same position holds the same transactions.
                        if (one.held_at(Seqno(left)) == other.held_at(Seqno(right))) {
                            CHECK(shared->value() == std::min(left, right));
                        }
                    }
                }
            }
        }
    }
}

TEST_SUITE("lineage, growth") {
    TEST_CASE("every lineage grew from itself and from its ancestors") {
        const Lineage grown = later({at(1, 10), at(2, 20)});
        for (const Lineage& ancestor : {Lineage(), later({at(1, 10)}), grown}) {
            CHECK(grew_from(grown, ancestor));
        }
        CHECK(grew_from(Lineage(), Lineage()));
    }
    TEST_CASE("no lineage grew from its descendants or from a fork") {
        CHECK_FALSE(grew_from(Lineage(), later({at(1, 10)})));
        CHECK_FALSE(grew_from(later({at(1, 10)}), later({at(1, 10), at(2, 20)})));
        CHECK_FALSE(grew_from(later({at(1, 10), at(3, 30)}), later({at(1, 10), at(2, 20)})));
    }
    TEST_CASE("with timelines left out it is known only where the lists meet") {
        CHECK(grew_from(cut({at(8, 80), at(9, 90)}), cut({at(7, 70), at(8, 80)})));
        CHECK(grew_from(cut({at(8, 80)}), Lineage()));
        CHECK_FALSE(grew_from(cut({at(9, 90)}), later({at(1, 10)})));
        CHECK_FALSE(grew_from(later({at(1, 10)}), cut({})));
    }
}

TEST_SUITE("lineage, in a record") {
    TEST_CASE("the newest ones are told, and that older ones are not") {
        const Lineage lineage = later({at(1, 1), at(2, 2), at(3, 3)});
        CHECK(lineage.newest(3) == lineage);
        CHECK(lineage.newest(4).is_whole());
        CHECK(lineage.newest(2) == cut({at(2, 2), at(3, 3)}));
        CHECK(lineage.newest(0) == cut({}));
        CHECK(Lineage().newest(0) == Lineage());
        CHECK_FALSE(cut({at(1, 1)}).newest(8).is_whole());
    }
    TEST_CASE("a node that knows the older ones completes what was cut") {
        const Lineage known = later({at(1, 1), at(2, 2), at(3, 3)});
        CHECK(cut({at(3, 3), at(4, 4)}).completed_by(known) == later({at(1, 1), at(2, 2), at(3, 3), at(4, 4)}));
        CHECK(cut({at(3, 3)}).completed_by(cut({at(2, 2), at(3, 3)})) == cut({at(2, 2), at(3, 3)}));
        CHECK(cut({at(4, 4)}).completed_by(known) == cut({at(4, 4)}));
        CHECK(cut({}).completed_by(known) == cut({}));
        CHECK(later({at(3, 3)}).completed_by(known) == later({at(3, 3)}));
        CHECK(cut({at(1, 1), at(9, 9)}).completed_by(known) == later({at(1, 1), at(9, 9)}));
    }
    TEST_CASE("what is written is read back") {
        for (const Lineage& lineage : {Lineage(), later({at(1, 0)}), later({at(1, 10), at(2, 20), at(3, 20)}), cut({}),
                                       cut({at(1, 10)}), cut({at(1, 10), at(2, last_seqno)})}) {
            CAPTURE(lineage.to_string());
            CHECK(Lineage::parse(lineage.to_string()) == lineage);
        }
        CHECK(Lineage().to_string().empty());
        CHECK(cut({}).to_string() == "..");
        CHECK(cut({at(1, 10)}).to_string() == "..,aaaaaaaa-0000-4000-8000-000000000001@10");
    }
    TEST_CASE("what is no lineage is refused") {
        const std::string one = id(1).to_string();
        const std::string two = id(2).to_string();
        for (const std::string& text : std::vector<std::string>{"x",
                                                                ",",
                                                                "@",
                                                                "@5",
                                                                one,
                                                                one + "@",
                                                                one + "@-1",
                                                                one + "@x",
                                                                one + "@1@2",
                                                                one + "@18446744073709551615",
                                                                one + "@9223372036854775808",
                                                                one + "@1,",
                                                                "," + one + "@1",
                                                                one + "@1,," + two + "@2",
                                                                one + "@1 ," + two + "@2",
                                                                "..,..",
                                                                one + "@1,..",
                                                                "...",
                                                                ".." + one + "@1",
                                                                "..,",
                                                                one + "@2," + two + "@1",
                                                                one + "@1," + one + "@2",
                                                                one + "@1," + one + "@1",
                                                                one.substr(1) + "@1"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(Lineage::parse(text), ParseError);
        }
    }
    TEST_CASE("a lineage that cannot be is refused") {
        CHECK_THROWS_AS(later({at(1, 10), at(2, 9)}), ParseError);
        CHECK_THROWS_AS(later({at(1, 10), at(2, 11), at(1, 12)}), ParseError);
        CHECK_NOTHROW(later({at(1, 10), at(2, 10)}));
    }
}
