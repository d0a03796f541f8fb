#pragma once
#include <string>

namespace fluxwalk {

std::string version();     ///< such as "0.1.0"
std::string revision();    ///< git commit of the source, "unknown" outside a checkout
std::string compiler();    ///< such as "GNU 12.2.0"
std::string build_type();  ///< such as "Release"
std::string cpu_name();    ///< model name of the processor this runs on
std::string operating_system();

}  // namespace fluxwalk
