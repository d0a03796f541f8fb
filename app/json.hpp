#pragma once
#include <string>

namespace fluxwalk::app {

/// UTF-8 text as a JSON string, quotes included (RFC 8259).
std::string json_string(const std::string& text);

}  // namespace fluxwalk::app
