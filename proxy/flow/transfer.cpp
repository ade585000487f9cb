#include "proxy/flow/transfer.hpp"

#include <algorithm>

namespace ramal::flow {
namespace {

constexpr std::size_t first_read = 4 * 1024;  // most requests and answers to calls fit
constexpr std::size_t largest_read = 64 * 1024;

transfer_result result_of(wait_result why) {
  return why == wait_result::timeout ? transfer_result::timeout : transfer_result::cancelled;
}

}  // namespace

io_result read_now(stream& from, routes::bytes& to, std::size_t most) {
  const std::size_t start = to.size();
  // grow with what came so far: small messages stay in small buffers, large ones need few reads
  const std::size_t wanted = std::min(
      {std::max(to.capacity() - start, std::max(start, first_read)), largest_read, most});
  to.resize(start + wanted, boost::container::default_init);
  const io_result got = from.read_some(to.data() + start, wanted);
  to.resize(start + (got.what == io_status::ok ? got.bytes : 0), boost::container::default_init);
  return got;
}

task<transfer_result> read_more(stream& from, routes::bytes& to, std::size_t most, time_point deadline,
                                disconnect_watch* client) {
  interest what = interest::read;
  for (;;) {
    const wait_result why = co_await ready(from, what, deadline, false, client);
    if (why != wait_result::ready) co_return result_of(why);
    const io_result got = read_now(from, to, most);
    if (got.what == io_status::ok) co_return transfer_result::done;
    if (got.what == io_status::closed) co_return transfer_result::closed;
    if (got.what == io_status::failed) co_return transfer_result::failed;
    what = next_wait(got.what, interest::read);
  }
}

std::string_view write_now(stream& to, std::string_view text, bool& failed) {
  while (!text.empty()) {
    const io_result put = to.write_some(text);
    if (put.what == io_status::ok) {
      text.remove_prefix(put.bytes);
      continue;
    }
    failed = put.what == io_status::failed || put.what == io_status::closed;
    break;
  }
  return text;
}

bool write_on(stream& to, std::string_view& text, interest& what) {
  const io_result put = to.write_some(text);
  if (put.what == io_status::failed || put.what == io_status::closed) return false;
  if (put.what == io_status::ok) text.remove_prefix(put.bytes);
  what = next_wait(put.what, interest::write);
  return true;
}

task<transfer_result> write_rest(stream& to, std::string_view text, time_point deadline) {
  bool failed = false;
  text = write_now(to, text, failed);
  interest what = interest::write;
  while (!text.empty() && !failed) {
    const wait_result why = co_await ready(to, what, deadline);
    if (why != wait_result::ready) co_return result_of(why);
    failed = !write_on(to, text, what);
  }
  co_return failed ? transfer_result::failed : transfer_result::done;
}

}  // namespace ramal::flow
