#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <random>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

namespace galera_initiator::test {

/// Runs some bodies as if they were processes on machines of their own: one at a time, and whoever yields lets a random
/// one go on, the same at every run with the same seed. All that they share may be touched without a lock.
class Turns {
public:
    /// Thrown out of yield() in every body once nothing comes to an end.
    class Stuck : public std::runtime_error {
    public:
        Stuck() : std::runtime_error("it does not come to an end") {}
    };

    Turns(unsigned seed, std::size_t longest) : generator_(seed), longest_(longest) {}

    /// @param first_step  before which the body does not begin
    void add(std::function<void()> body, std::size_t first_step = 0) {
        bodies_.emplace_back(std::move(body), first_step);
    }

    /// @returns when all bodies have ended; they must catch what they throw
    void run() {
        for (Body& body : bodies_) {
            body.thread = std::thread([this, &body] {
                body.turn.acquire();
                body.function();
                body.has_ended = true;
                pass_on();
            });
        }
        pass_on();
        all_ended_.acquire();
        for (Body& body : bodies_) {
            body.thread.join();
        }
    }

    void yield(std::size_t self) {
        ++step_;
        if (step_ <= longest_) {
            pass_on();
            bodies_[self].turn.acquire();
        }
        if (step_ > longest_) {
            throw Stuck();
        }
    }

    [[nodiscard]] std::size_t step() const { return step_; }

    /// A number below `end`, for the bodies' own dice.
    std::size_t random(std::size_t end) { return generator_() % end; }

private:
    struct Body {
        Body(std::function<void()> body, std::size_t first) : function(std::move(body)), first_step(first) {}

        std::function<void()> function;
        std::size_t first_step;
        bool has_ended = false;
        std::binary_semaphore turn{0};
        std::thread thread;
    };

    void pass_on() {
        std::vector<Body*> ready;
        Body* first = nullptr;
        for (Body& body : bodies_) {
            if (body.has_ended) {
                continue;
            }
            if (body.first_step <= step_) {
                ready.push_back(&body);
            }
            if (first == nullptr || body.first_step < first->first_step) {
                first = &body;
            }
        }
        if (first == nullptr) {
            all_ended_.release();
            return;
        }
        if (ready.empty()) {
            step_ = first->first_step;
            ready.push_back(first);
        }
        ready[random(ready.size())]->turn.release();
    }

    std::mt19937 generator_;
    std::size_t longest_;
    std::size_t step_ = 0;
    std::deque<Body> bodies_;
    std::binary_semaphore all_ended_{0};
};

} // namespace galera_initiator::test
