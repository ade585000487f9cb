// What one media connection sends, frame by frame: its client's own sound, or a tone. PCM16 little-endian, mono.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace ramal::engine {

struct sound_format {
  unsigned sample_rate = 16'000;
  unsigned frame_ms = 20;

  std::size_t frame_bytes() const { return 2 * (std::size_t{sample_rate} * frame_ms / 1'000); }
};

inline constexpr double idle_tone_hz = 440;  // while there is nothing to echo
inline constexpr double play_tone_hz = 880;  // stands for the media of `play`

class sound {
 public:
  // `echoes`: mode talk; false drops everything received.
  sound(sound_format format, bool echoes) : format_(format), echoes_(echoes) {}

  // Keeps at most two seconds; of more, the oldest frames are dropped.
  void receive(std::span<const std::uint8_t> bytes);

  // Exactly one frame: the next received bytes if there is a frame of them (a rest that stays short for five frames
  // is filled up with silence), else the tone.
  std::vector<std::uint8_t> next_frame(bool playing);

 private:
  std::vector<std::uint8_t> tone(double hertz);
  std::vector<std::uint8_t> echo();

  sound_format format_;
  bool echoes_;
  std::deque<std::uint8_t> received_;
  int short_frames_ = 0;  // frames that a rest has waited for
  double phase_ = 0;      // of the tone, in turns
};

}  // namespace ramal::engine
