#include "fluxwalk/verdict.hpp"

namespace fluxwalk {

namespace {

struct Words {
  const char *name, *words;
};

Words words(Topic topic) noexcept {
  switch (topic) {
    case Topic::other:
      return {"other", ""};
    case Topic::conservation:
      return {"conservation", "conservation of walkers"};
    case Topic::continuity:
      return {"continuity", "the continuity equation"};
    case Topic::hop_law:
      return {"hop_law", "the hop law"};
    case Topic::numbers:
      return {"numbers", "the number of walkers"};
    case Topic::sources:
      return {"sources", "sources"};
    case Topic::turnover:
      return {"turnover", "decay or reproduction"};
    case Topic::crossings:
      return {"crossings", "crossings of a plane"};
    case Topic::fick_first_law:
      return {"fick_first_law", "Fick's first law"};
    case Topic::local_flux:
      return {"local_flux", "the flux between neighbouring sites"};
    case Topic::medium_flux:
      return {"medium_flux", "the flux law of the medium"};
    case Topic::fick_second_law:
      return {"fick_second_law", "Fick's second law"};
    case Topic::occupancy:
      return {"occupancy", "the numbers at the sites"};
    case Topic::medium_profile:
      return {"medium_profile", "the concentration in the medium"};
    case Topic::displacement:
      return {"displacement", "the mean squared displacement"};
    case Topic::spreading:
      return {"spreading", "diffusion by the spread of the cloud"};
    case Topic::extent:
      return {"extent", "the extent of the cloud"};
    case Topic::advection:
      return {"advection", "advection"};
    case Topic::diffusivity:
      return {"diffusivity", "one D by all methods"};
    case Topic::departures:
      return {"departures", "times of survival, exit and first passage"};
    case Topic::entropy:
      return {"entropy", "entropy"};
    case Topic::chemical_potential:
      return {"chemical_potential", "the chemical potential"};
    case Topic::steady_state:
      return {"steady_state", "the steady state"};
    case Topic::steady_flux:
      return {"steady_flux", "the steady flux"};
    case Topic::membranes:
      return {"membranes", "membranes"};
    case Topic::continuum:
      return {"continuum", "the continuum"};
    case Topic::noise:
      return {"noise", "the noise"};
  }
  return {"?", ""};
}

}  // namespace

const char* to_string(Topic topic) noexcept {
  return words(topic).name;
}

const char* words_of(Topic topic) noexcept {
  return words(topic).words;
}

}  // namespace fluxwalk
