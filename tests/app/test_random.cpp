#include "fluxwalk/random.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "program.hpp"

using namespace fluxwalk;
using namespace fluxwalk::test;

TEST_CASE("random writes the words of the lanes, batch after batch") {
  const Folder folder;
  const Finished done = run_program(folder, {"random", "--seed", "7", "--batches", "3", "--words", "500"});
  REQUIRE(done.code == 0);
  REQUIRE(done.out.size() == 500 * 4);
  std::vector<Lanes> batches;
  for (std::uint64_t batch = 0; batch < 3; ++batch) batches.emplace_back(7, batch);
  std::string expected;
  Lanes::Words words;
  while (expected.size() < done.out.size())
    for (Lanes& batch : batches) {
      batch.next(words);
      for (const std::uint32_t word : words)
        for (int byte = 0; byte < 4; ++byte) expected += static_cast<char>(word >> (8 * byte) & 0xffu);
    }
  CHECK((expected.substr(0, done.out.size()) == done.out));
}

TEST_CASE("random writes exactly as many words as asked") {
  const Folder folder;
  for (const std::size_t words : {0u, 1u, 64u, 65u, 32768u, 100001u}) {
    const Finished done = run_program(folder, {"random", "--words", std::to_string(words)});
    CHECK(done.code == 0);
    CHECK(done.out.size() == 4 * words);
  }
  const Finished one_seed = run_program(folder, {"random", "--words", "64", "--seed", "1"});
  CHECK((one_seed.out == run_program(folder, {"random", "--words", "64"}).out));
  CHECK((one_seed.out != run_program(folder, {"random", "--words", "64", "--seed", "2"}).out));
  CHECK(run_program(folder, {"random", "--words", "1", "--seed", "18446744073709551615"}).code == 0);
}

TEST_CASE("random ends quietly when the reader closes the pipe") {
  const Folder folder;
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  Program program(folder, {"random"}, {.out = ends[1]});
  close(ends[1]);
  std::vector<char> buffer(1 << 16);
  for (std::size_t left = 1'000'000; left > 0;) {
    const ssize_t size = read(ends[0], buffer.data(), std::min(left, buffer.size()));
    REQUIRE(size > 0);
    left -= static_cast<std::size_t>(size);
  }
  close(ends[0]);
  const Finished done = program.wait();
  CHECK(done.code == 0);
  CHECK(done.err.empty());
}
