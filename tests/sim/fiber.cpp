#include "fiber.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include <cxxabi.h>
#include <ucontext.h>

namespace galera_initiator::sim {

namespace {

constexpr std::size_t stack_size = std::size_t{256} * 1024;

using Stack = std::unique_ptr<std::byte[]>;

/// Stacks are kept for the next fiber: to map one takes longer than to run most steps.
std::vector<Stack>& spare_stacks() {
    thread_local std::vector<Stack> stacks;
    return stacks;
}

Stack take_stack() {
    std::vector<Stack>& spare = spare_stacks();
    if (spare.empty()) {
        return Stack(new std::byte[stack_size]);
    }
    Stack stack = std::move(spare.back());
    spare.pop_back();
    return stack;
}

/// The exceptions that a thread is handling belong to the stack that handles them. Source: the C++ ABI for Itanium,
/// __cxa_eh_globals: a pointer and a number.
class HandledExceptions {
public:
    void exchange() {
        auto* current = reinterpret_cast<std::byte*>(abi::__cxa_get_globals());
        std::byte other[size];
        std::memcpy(other, current, size);
        std::memcpy(current, kept_, size);
        std::memcpy(kept_, other, size);
    }

private:
    static constexpr std::size_t size = 2 * sizeof(void*);
    std::byte kept_[size] = {};
};

} // namespace

struct Fiber::State {
    std::function<void()> body;
    Stack stack;
    ucontext_t caller{};
    ucontext_t own{};
    HandledExceptions handled;
    bool has_begun = false;
    bool has_ended = false;
    bool is_unwinding = false;

    void switch_to_body() {
        handled.exchange();
        ::swapcontext(&caller, &own);
        handled.exchange();
    }

    static void run(unsigned high, unsigned low) {
        auto* state = reinterpret_cast<State*>(static_cast<std::uintptr_t>(high) << 32U | low);
        try {
            state->body();
        } catch (const Unwinding&) {
            // That is all there is to do.
        }
        state->has_ended = true;
    }
};

Fiber::Fiber(std::function<void()> body) : state_(std::make_unique<State>()) {
    state_->body = std::move(body);
}

Fiber::~Fiber() {
    if (state_->has_begun && !state_->has_ended) {
        state_->is_unwinding = true;
        state_->switch_to_body();
    }
    if (state_->stack) {
        spare_stacks().push_back(std::move(state_->stack));
    }
}

bool Fiber::go_on() {
    State& state = *state_;
    if (!state.has_begun) {
        state.has_begun = true;
        state.stack = take_stack();
        ::getcontext(&state.own);
        state.own.uc_stack.ss_sp = state.stack.get();
        state.own.uc_stack.ss_size = stack_size;
        state.own.uc_link = &state.caller;
        const auto address = reinterpret_cast<std::uintptr_t>(&state);
        ::makecontext(&state.own, reinterpret_cast<void (*)()>(&State::run), 2, static_cast<unsigned>(address >> 32U),
                      static_cast<unsigned>(address));
    }
    state.switch_to_body();
    return !state.has_ended;
}

void Fiber::pause() {
    State& state = *state_;
    ::swapcontext(&state.own, &state.caller);
    if (state.is_unwinding) {
        throw Unwinding();
    }
}

} // namespace galera_initiator::sim
