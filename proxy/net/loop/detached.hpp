// The root of a chain of tasks: runs at once, and its frame goes when it ends. It owns what it uses.
#pragma once

#include <coroutine>
#include <exception>

#include "proxy/flow/frame_pool.hpp"

namespace ramal::net {

struct detached {
  struct promise_type {
    static void* operator new(std::size_t bytes) { return flow::take_frame(bytes); }
    static void operator delete(void* frame, std::size_t bytes) noexcept { flow::give_frame(frame, bytes); }
    detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }  // roots catch what their tasks throw
  };
};

}  // namespace ramal::net
