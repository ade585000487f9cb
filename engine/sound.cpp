#include "engine/sound.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ramal::engine {

namespace {

constexpr double amplitude = 8'000;  // of 32,767
constexpr int patience = 5;          // frames

}  // namespace

void sound::receive(std::span<const std::uint8_t> bytes) {
  if (!echoes_) return;
  received_.insert(received_.end(), bytes.begin(), bytes.end());
  short_frames_ = 0;
  const std::size_t frame = format_.frame_bytes();
  const std::size_t most = std::max<std::size_t>(frame, std::size_t{4} * format_.sample_rate);
  while (received_.size() > most) {
    received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(frame));
  }
}

std::vector<std::uint8_t> sound::next_frame(bool playing) {
  const std::size_t frame = format_.frame_bytes();
  const bool rest = !received_.empty() && received_.size() < frame;
  if (rest && ++short_frames_ > patience) received_.resize(frame, 0);
  if (received_.size() >= frame) return echo();
  return tone(playing ? play_tone_hz : idle_tone_hz);
}

std::vector<std::uint8_t> sound::echo() {
  const auto end = received_.begin() + static_cast<std::ptrdiff_t>(format_.frame_bytes());
  std::vector<std::uint8_t> frame(received_.begin(), end);
  received_.erase(received_.begin(), end);
  short_frames_ = 0;
  return frame;
}

std::vector<std::uint8_t> sound::tone(double hertz) {
  std::vector<std::uint8_t> frame;
  frame.reserve(format_.frame_bytes());
  while (frame.size() < format_.frame_bytes()) {
    const auto sample = static_cast<std::int16_t>(std::lround(amplitude * std::sin(2 * std::numbers::pi * phase_)));
    const auto bits = static_cast<std::uint16_t>(sample);
    frame.push_back(static_cast<std::uint8_t>(bits & 0xffU));
    frame.push_back(static_cast<std::uint8_t>(bits >> 8U));
    phase_ = std::fmod(phase_ + hertz / format_.sample_rate, 1.0);
  }
  return frame;
}

}  // namespace ramal::engine
