#pragma once

#include <functional>
#include <memory>

namespace galera_initiator::sim {

/// A function that can be stopped in the middle and go on later: on a stack of its own, in the thread that calls it.
class Fiber {
public:
    /// @param body  must let an exception through that interrupt() throws; of others nothing may come out of it
    explicit Fiber(std::function<void()> body);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    /// Unwinds the body if it has not come to its end.
    ~Fiber();

    /// Runs the body up to its next pause(), or to its end. @returns whether there is more of it
    bool go_on();

    /// From the body: back to who called go_on(). Throws Unwinding where the fiber is destroyed.
    void pause();

    /// Not for anybody to catch.
    struct Unwinding {};

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace galera_initiator::sim
