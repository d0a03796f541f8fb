#include "store/trial.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstring>
#include <stdexcept>

using namespace fluxwalk;

namespace {

void go_round_for_ever() {
  volatile bool is_over = false;  // a compiler may leave out a loop without end that touches nothing
  while (!is_over) {
  }
}

}  // namespace

TEST_CASE("a trial tells what ended it, and nothing of what went well or threw") {
  CHECK(store::trial([] {}) == "");
  CHECK(store::trial([] { throw std::runtime_error("left to the call that counts"); }) == "");
  CHECK(store::trial([] { ::raise(SIGSEGV); }) == ::strsignal(SIGSEGV));
}

TEST_CASE("a trial without end is ended, in a run too, which blocks the signal that ends it") {
  CHECK(store::trial(go_round_for_ever, 1) == ::strsignal(SIGXCPU));
  sigset_t blocked, former;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGXCPU);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &former);
  CHECK(store::trial(go_round_for_ever, 1) == ::strsignal(SIGXCPU));
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
}
