// Whole reads and writes over a stream, with a deadline.
#pragma once

#include <string_view>

#include "proxy/flow/ready.hpp"
#include "proxy/flow/stream.hpp"
#include "proxy/flow/task.hpp"
#include "routes/bytes.hpp"

namespace ramal::flow {

enum class transfer_result : std::uint8_t { done, closed, failed, timeout, cancelled };

// Appends what the stream has now to `to`, at most `most` bytes, without waiting.
io_result read_now(stream& from, routes::bytes& to, std::size_t most);

// Waits for readability first (a read that finds nothing is a wasted system call), then appends at least one byte
// (done), or tells why not: cancelled if `client` has gone.
task<transfer_result> read_more(stream& from, routes::bytes& to, std::size_t most, time_point deadline,
                                disconnect_watch* client = nullptr);

// What is left of `text` after writing what the stream takes now; `failed` is set if the stream broke.
std::string_view write_now(stream& to, std::string_view text, bool& failed);

// After a wait for `what`: writes what the stream takes now, removes it from `text`, and sets `what` to what to wait
// for before the next call. False: the stream broke.
bool write_on(stream& to, std::string_view& text, interest& what);

// Writes all of `text`.
task<transfer_result> write_rest(stream& to, std::string_view text, time_point deadline);

}  // namespace ramal::flow
