#include "proxy/flow/transfer.hpp"

#include <algorithm>

namespace ramal::flow {
namespace {

constexpr std::size_t first_read = 4 * 1024;  // most requests and answers to calls fit
constexpr std::size_t largest_read = 64 * 1024;

transfer transfer_of(wake why) { return why == wake::timeout ? transfer::timeout : transfer::cancelled; }

}  // namespace

io_result read_now(stream& from, routes::bytes& to, std::size_t most) {
  const std::size_t start = to.size();
  // grow with what came so far: small messages stay in small buffers, large ones need few reads
  const std::size_t wanted = std::min(
      {std::max(to.capacity() - start, std::max(start, first_read)), largest_read, most});
  to.resize(start + wanted, boost::container::default_init);
  const io_result got = from.read_some(to.data() + start, wanted);
  to.resize(start + (got.what == io::ok ? got.bytes : 0), boost::container::default_init);
  return got;
}

task<transfer> read_more(stream& from, routes::bytes& to, std::size_t most, time_point deadline, departure* client) {
  interest what = interest::read;
  for (;;) {
    const wake why = co_await ready(from, what, deadline, false, client);
    if (why != wake::ready) co_return transfer_of(why);
    const io_result got = read_now(from, to, most);
    if (got.what == io::ok) co_return transfer::done;
    if (got.what == io::closed) co_return transfer::closed;
    if (got.what == io::failed) co_return transfer::failed;
    what = next_wait(got.what, interest::read);
  }
}

std::string_view write_now(stream& to, std::string_view text, bool& failed) {
  while (!text.empty()) {
    const io_result put = to.write_some(text);
    if (put.what == io::ok) {
      text.remove_prefix(put.bytes);
      continue;
    }
    failed = put.what == io::failed || put.what == io::closed;
    break;
  }
  return text;
}

bool write_on(stream& to, std::string_view& text, interest& what) {
  const io_result put = to.write_some(text);
  if (put.what == io::failed || put.what == io::closed) return false;
  if (put.what == io::ok) text.remove_prefix(put.bytes);
  what = next_wait(put.what, interest::write);
  return true;
}

task<transfer> write_rest(stream& to, std::string_view text, time_point deadline) {
  bool failed = false;
  text = write_now(to, text, failed);
  interest what = interest::write;
  while (!text.empty() && !failed) {
    const wake why = co_await ready(to, what, deadline);
    if (why != wake::ready) co_return transfer_of(why);
    failed = !write_on(to, text, what);
  }
  co_return failed ? transfer::failed : transfer::done;
}

}  // namespace ramal::flow
