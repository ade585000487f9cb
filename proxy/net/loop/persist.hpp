// What must happen, whatever memory there is (http-rules.md L7b).
#pragma once

#include <poll.h>

#include <new>

namespace ramal::net {

// Takes a step without which the program would hear no signal any more, or never end: again until there is memory for
// it. For threads on which no request waits.
template <class Step>
void persist(Step&& step) {
  for (;;) {
    try {
      return step();
    } catch (const std::bad_alloc&) { ::poll(nullptr, 0, 10); }
  }
}

}  // namespace ramal::net
