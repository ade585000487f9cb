// Finding a client's key: SHA-256 and HMAC-SHA-256, once for each request. Callgrind cannot show it, for it knows no
// processor's SHA instructions.
#include <benchmark/benchmark.h>

#include "auth/key_ring.hpp"
#include "bench/tools/native_calls.hpp"

namespace ramal::bench {
namespace {

void find_key(benchmark::State& state) {
  config::key only;
  only.name = "bench";
  only.client_key = config::secret(std::string(client_key));
  only.native_key = config::secret(std::string(native_key));
  const auth::key_ring ring({only});
  for (auto _ : state) benchmark::DoNotOptimize(ring.find(client_key));
}
BENCHMARK(find_key);

}  // namespace
}  // namespace ramal::bench
