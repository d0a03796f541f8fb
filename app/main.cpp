#include "command_line.hpp"
#include "terminal.hpp"

int main(int argc, char** argv) {
  fluxwalk::app::prepare_streams();
  return fluxwalk::app::exit_code_of([&] { return fluxwalk::app::command_line(argc, argv); });
}
