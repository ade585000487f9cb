// For steps that must happen even when there is no memory now (http-rules.md L7b).
#pragma once

#include <poll.h>

#include <new>

namespace ramal::net {

// Runs a step without which the program would hear no signal any more, or never end. Without memory for it, it tries
// again every 10 ms. For threads on which no request waits.
template <class Step>
void persist(Step&& step) {
  for (;;) {
    try {
      return step();
    } catch (const std::bad_alloc&) { ::poll(nullptr, 0, 10); }
  }
}

}  // namespace ramal::net
