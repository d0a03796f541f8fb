#include "fluxwalk/theory.hpp"
