#include "engine/sound.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace ramal::engine;

namespace {

using bytes = std::vector<std::uint8_t>;

bytes counted(std::size_t size) {
  bytes made(size);
  for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<std::uint8_t>(i % 251);
  return made;
}

int crossings(const bytes& frame) {  // of zero, upwards
  int count = 0;
  int last = 0;
  for (std::size_t i = 0; i + 1 < frame.size(); i += 2) {
    const auto sample = static_cast<std::int16_t>(frame[i] | (frame[i + 1] << 8));
    if (last < 0 && sample > 0) ++count;
    if (sample != 0) last = sample;
  }
  return count;
}

bytes second_of(sound& voice, bool playing) {
  bytes all;
  for (int i = 0; i < 50; ++i) {
    const bytes frame = voice.next_frame(playing);
    all.insert(all.end(), frame.begin(), frame.end());
  }
  return all;
}

}  // namespace

TEST_CASE("a frame of 20 ms at 16 kHz mono is 640 bytes and other formats follow") {
  CHECK(sound_format{}.frame_bytes() == 640);
  CHECK(sound_format{8'000, 10}.frame_bytes() == 160);
  CHECK(sound({48'000, 20}, true).next_frame(false).size() == 1'920);
}

TEST_CASE("silence of the client is filled with a tone of 440 Hz, or 880 Hz while media plays") {
  sound voice({}, true);
  CHECK(std::abs(crossings(second_of(voice, false)) - 440) <= 1);
  CHECK(std::abs(crossings(second_of(voice, true)) - 880) <= 1);
}

TEST_CASE("received bytes come back as they were, whatever pieces they came in") {
  sound voice({}, true);
  const bytes spoken = counted(640 * 3);
  voice.receive(std::span(spoken).first(1));
  voice.receive(std::span(spoken).subspan(1, 999));
  voice.receive(std::span(spoken).subspan(1'000));
  bytes heard;
  for (int i = 0; i < 3; ++i) {
    const bytes frame = voice.next_frame(false);
    heard.insert(heard.end(), frame.begin(), frame.end());
  }
  CHECK(heard == spoken);
  CHECK(crossings(voice.next_frame(false)) > 0);
}

TEST_CASE("a rest shorter than a frame waits for five frames, then silence fills it up") {
  sound voice({}, true);
  voice.receive(counted(100));
  for (int i = 0; i < 5; ++i) CHECK(crossings(voice.next_frame(false)) > 5);
  const bytes frame = voice.next_frame(false);
  const bytes spoken = counted(100);
  CHECK(std::equal(spoken.begin(), spoken.end(), frame.begin()));
  CHECK(std::all_of(frame.begin() + 100, frame.end(), [](std::uint8_t one) { return one == 0; }));
}

TEST_CASE("listen mode drops what it receives") {
  sound voice({}, false);
  const bytes zeros(640, 0);
  voice.receive(zeros);
  CHECK(voice.next_frame(false) != zeros);
}

TEST_CASE("at most two seconds are kept and the oldest go first") {
  sound voice({}, true);
  voice.receive(bytes(64'000, 1));
  voice.receive(bytes(640, 2));
  for (int i = 0; i < 99; ++i) CHECK(voice.next_frame(false) == bytes(640, 1));
  CHECK(voice.next_frame(false) == bytes(640, 2));
}
