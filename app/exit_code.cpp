#include "exit_code.hpp"

#include <exception>
#include <filesystem>
#include <functional>
#include <new>
#include <string>

#include "fluxwalk/error.hpp"
#include "terminal.hpp"

namespace fluxwalk::app {
namespace {

int fail(ExitCode code, const std::string& message) {
  complain(message);
  return static_cast<int>(code);
}

int fail_as_bug(const std::string& what) {
  return fail(ExitCode::internal_error, "fluxwalk: internal error: " + what +
                                            "\nThis is a bug of fluxwalk. Please report it with the "
                                            "experiment and the output of 'fluxwalk --version'.");
}

}  // namespace

ExitCode exit_code(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::consistent:
      return ExitCode::consistent;
    case Outcome::inconsistent:
      return ExitCode::inconsistent;
    case Outcome::inconclusive:
      return ExitCode::inconclusive;
  }
  return ExitCode::internal_error;
}

Outcome worse(Outcome a, Outcome b) noexcept {
  if (a == Outcome::inconsistent || b == Outcome::inconsistent) return Outcome::inconsistent;
  return a == Outcome::consistent ? b : a;
}

int exit_code_of(const std::function<ExitCode()>& action) noexcept try {
  try {
    return static_cast<int>(action());
  } catch (const UsageError& error) {
    return fail(ExitCode::usage, std::string("fluxwalk: ") + error.what());
  } catch (const InputError& error) {
    return fail(ExitCode::bad_input, error.what());
  } catch (const FileError& error) {
    return fail(ExitCode::system_error, std::string("fluxwalk: ") + error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(ExitCode::system_error, std::string("fluxwalk: ") + error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitCode::system_error,
                "fluxwalk: out of memory. Fewer threads, fewer sample times, coarser time bins or no "
                "histogram need less.");
  } catch (const std::system_error& error) {
    return fail(ExitCode::system_error, std::string("fluxwalk: ") + error.what());
  } catch (const std::exception& error) {
    return fail_as_bug(error.what());
  } catch (...) {
    return fail_as_bug("an exception of unknown type");
  }
} catch (...) {
  return static_cast<int>(ExitCode::internal_error);
}

}  // namespace fluxwalk::app
