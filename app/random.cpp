#include "fluxwalk/random.hpp"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

#include "fluxwalk/error.hpp"
#include "options.hpp"
#include "verbs.hpp"

namespace fluxwalk::app {
namespace {

constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

struct RandomOptions {
  std::uint64_t seed = 1;
  std::uint64_t batches = 32;
  std::uint64_t words = endless;
};

static_assert(std::endian::native == std::endian::little, "the words are written as they lie in memory");

/// False once the reader has closed the pipe.
bool write_words(const std::vector<std::uint32_t>& words) {
  const char* data = reinterpret_cast<const char*>(words.data());
  for (std::size_t left = words.size() * sizeof(words[0]); left > 0;) {
    const ssize_t written = write(STDOUT_FILENO, data, left);
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) return false;
      throw FileError("cannot write to standard output: " + std::generic_category().message(errno));
    }
    data += written;
    left -= static_cast<std::size_t>(written);
  }
  return true;
}

ExitCode write_random(const RandomOptions& options) {
  constexpr std::size_t chunk = 1 << 15;
  std::vector<Lanes> batches;
  for (std::uint64_t batch = 0; batch < options.batches; ++batch) batches.emplace_back(options.seed, batch);
  std::vector<std::uint32_t> pending;
  Lanes::Words words;
  for (std::uint64_t left = options.words; left > 0;)
    for (Lanes& batch : batches) {
      batch.next(words);
      const std::uint64_t count = std::min<std::uint64_t>(left, words.size());
      pending.insert(pending.end(), words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count));
      if (options.words != endless) left -= count;
      if (pending.size() < chunk && left > 0) continue;
      if (!write_words(pending) || left == 0) return ExitCode::consistent;
      pending.clear();
    }
  return ExitCode::consistent;
}

}  // namespace

void add_random(CLI::App& program, ExitCode& code) {
  auto options = std::make_shared<RandomOptions>();
  Verb verb(program, "random",
            "Write the random words that the kernels consume, for a battery of tests to judge");
  verb.footer(
      "32-bit words, little-endian, without end: one word of each of the 64 lanes of batch 0, of batch 1, "
      "...\n"
      "Example: fluxwalk random | RNG_test stdin32");
  verb.add_whole_number("--seed", options->seed, 0, std::numeric_limits<std::uint64_t>::max(),
                        "Seed of the streams (default 1)");
  verb.add_whole_number("--batches", options->batches, 1, 1'000'000,
                        "Number of batches to interleave (default 32)");
  verb.add_whole_number("--words", options->words, 0, endless - 1,
                        "Stop after this many words (default: never)");
  verb.on_call([options, &code] { code = write_random(*options); });
}

}  // namespace fluxwalk::app
