#include "synonyms.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "keys.hpp"

namespace fluxwalk::input {

namespace {

constexpr const char* hops_are_probabilities =
    "a walker hops or stays once in each step: for a rate k write the probability k times the step, such as "
    "hop.stay = "
    "1 - k step";
constexpr const char* time_has_two_keys =
    "run.steps is how long it runs, lattice.step how long one step lasts";
constexpr const char* energies_in_kt = "energies are given in kT, so that no temperature is needed";
constexpr const char* output_is_an_option =
    "the results file is named on the command line: fluxwalk run -o FILE";
constexpr const char* schedule_keys = "every = 10 counts each ten steps, at = [0, 10, 100] at these times";

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == ' ') c = '_';
  }
  return result;
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('.') + 1));
}

std::string section_of(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == path.npos ? std::string() : std::string(path.substr(0, dot));
}

/// "a, b or c".
std::string either(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool has_word(std::string_view text, std::string_view word) {
  const std::vector<std::string> words = words_in(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "faces.*" stands for each section of the faces.
bool is_section(std::string_view section, std::string_view pattern) {
  if (!pattern.ends_with(".*")) return section == pattern;
  const std::string_view begin = pattern.substr(0, pattern.size() - 1);
  return section.starts_with(begin) && section.find('.', begin.size()) == section.npos;
}

// Names with a meaning that depends on the section come before those with one meaning everywhere.
constexpr KeyName all_key_names[] = {
    {"", "time duration total_time t_max tmax end_time", "", time_has_two_keys},
    {"", "name description comment comments", "title question", ""},
    {"", "boundary boundaries boundary_conditions bc walls", "faces", ""},
    {"", "reservoir reservoirs bath baths", "faces",
     "a reservoir stands at a face: x = [{ kind = \"reservoir\", concentration = 100 }, \"absorbing\"]"},
    {"", "particles walkers initial initial_condition start", "population", ""},
    {"", "simulation settings options parameters", "run", ""},
    {"", "grid box domain geometry mesh", "lattice", ""},
    {"", "measurements observables output tally tallies", "measure", ""},
    {"", "hopping hops walk moves drift bias", "hop", ""},
    {"", "potential region obstacles membrane", "medium", ""},
    {"", "potential", "medium.potential", ""},
    {"", "decay death", "turnover.decay", ""},
    {"", "flux current", "measure.flux", ""},
    {"lattice", "time dt tau time_step timestep duration", "step", ""},
    {"lattice", "a dx ell constant lattice_constant lattice_spacing distance", "spacing", ""},
    {"lattice", "size sizes length lengths sites box extent l n nx dims dimensions", "shape", ""},
    {"lattice", "type dimension dim d geometry structure", "kind", ""},
    {"lattice", "boundary boundaries periodic pbc faces", "faces", ""},
    {"hop", "rate rates frequency d diffusivity diffusion diffusion_coefficient", "", hops_are_probabilities},
    {"hop", "p prob probability probabilities left right forward backward plus minus bias drift velocity",
     "x", "an axis has the probabilities [towards lower, towards higher coordinates]"},
    {"hop", "wait rest pause lazy waiting", "stay", ""},
    {"faces", "left right low high top bottom all kind type x_low x_high xmin xmax", "x",
     "both faces of an axis stand in one list: x = [\"reflecting\", \"absorbing\"]"},
    {"faces.*", "probability p rate chance transmission reactivity", "absorption", ""},
    {"faces.*", "density c walkers number c0", "concentration", ""},
    {"faces.*", "low high left right", "",
     "both faces of an axis stand in one list: x = [\"reflecting\", \"absorbing\"]"},
    {"population", "sigma std stddev std_dev stdev sd spread standard_deviation radius", "width", ""},
    {"medium.potential", "sigma std stddev std_dev stdev sd spread standard_deviation", "width", ""},
    {"population", "position pos location site where origin start x coordinates", "at center",
     "a point has at, a gaussian has center"},
    {"population", "mean mu centre middle x0", "center", ""},
    {"population", "count n num num_walkers n_walkers particles size amount total", "walkers", ""},
    {"population", "values table csv numbers", "weights", "kind = \"profile\" takes weights, one a layer"},
    {"population", "file dataset", "weights", "kind = \"profile\" takes weights, one a layer"},
    {"population", "time t when start_time", "source.start",
     "all populations start at time 0; a [[source]] brings walkers later"},
    {"source", "position pos location site where origin", "at", ""},
    {"source", "strength flux intensity q walkers amount", "rate", ""},
    {"source", "begin time from_time on", "start", ""},
    {"source", "end until to_time off", "stop", ""},
    {"run",
     "time t duration total_time t_max tmax end end_time num_steps n_steps nsteps timesteps time_steps "
     "length iterations sweeps",
     "steps", ""},
    {"run", "dt time_step timestep tau", "lattice.step", ""},
    {"run", "replicas repeats repetitions runs samples realizations num_batches n_batches blocks ensembles",
     "batches", ""},
    {"run", "random_seed rng_seed rng random random_state", "seed", ""},
    {"run", "cores cpus processes procs workers nthreads num_threads parallel jobs", "threads", ""},
    {"run", "algorithm method engine backend solver mode", "kernel", ""},
    {"run", "walkers particles n", "population.walkers", ""},
    {"measure", "msd displacement displacements mean_squared_displacement diffusivity diffusion variance d",
     "measure.moments", ""},
    {"measure", "van_hove self_van_hove displacement_histogram displacement_distribution",
     "measure.propagator", ""},
    {"measure", "concentration density densities occupancy occupation", "measure.profile measure.histogram",
     ""},
    {"measure", "current currents crossings flow fluxes", "measure.flux", ""},
    {"measure", "survival population number count remaining", "measure.survivors", ""},
    {"measure", "exit escape escapes absorbed absorption", "measure.exits", ""},
    {"measure", "fpt passage first_passage_time arrival arrivals hitting_time", "measure.first_passage", ""},
    {"measure", "trajectory trajectories positions paths", "",
     "single walkers are not recorded; [measure.histogram] counts walkers at every site"},
    {"measure.flux", "planes plane axis axes at_planes", "x",
     "x = \"all\" watches each plane across x, x = [1, 50] these two"},
    {"measure.profile", "axis direction x y z", "axes", ""},
    {"measure.first_passage", "target site sites at_site layer position where", "targets", ""},
    {"measure.first_passage.targets", "at site position x plane", "axis layer",
     "a target is a layer: { axis = \"x\", layer = 80 }"},
    {"measure.*", "interval period frequency dt step stride bin bins each sampling", "every", ""},
    {"measure.*", "time times t when edges steps", "at every", schedule_keys},
    {"medium", "obstacle obstacles solid pores image mask porosity walls",
     "medium.obstacle_table medium.region.obstacle", ""},
    {"medium", "mobility diffusivity d hop", "medium.hop_table medium.region.hop", ""},
    {"medium", "regions box", "medium.region", ""},
    {"medium", "barrier wall membranes", "medium.membrane medium.potential", ""},
    {"medium.membrane", "permeability probability p factor conductance", "transmission", ""},
    {"medium.membrane", "at position layer x", "plane", ""},
    {"medium.potential", "energy depth amplitude value u", "height", ""},
    {"medium.potential", "position location x x0 centre mean mu middle", "center at", ""},
    {"medium.potential", "k spring spring_constant force_constant", "stiffness", ""},
    {"medium.region", "diffusivity mobility d rate", "hop", ""},
    {"medium.region", "solid wall blocked closed", "obstacle", ""},
    {"medium.region", "energy u", "potential", ""},
    {"turnover", "death loss lifetime half_life kill annihilation absorption rate decay_rate", "decay",
     "it is a probability in a step"},
    {"turnover", "birth growth branching division birth_rate", "reproduction",
     "it is a probability in a step"},
    {"analysis", "tol error precision accuracy epsilon rel_tol deviation", "tolerance", ""},
    {"analysis", "alpha significance level p p_value confidence_level sigma", "confidence",
     "a significance of 0.001 is confidence = 0.999"},
    // Anywhere.
    {"*", "temperature kt beta", "", energies_in_kt},
    {"*", "output output_file outfile results results_file filename", "", output_is_an_option},
    {"*", "time duration", "", time_has_two_keys},
    {"*", "rate", "", hops_are_probabilities},
    {"*", "dt timestep time_step", "lattice.step", ""},
    {"*", "nsteps num_steps n_steps", "run.steps", ""},
    {"*", "random_seed rng_seed", "run.seed", ""},
    {"*", "boundary boundaries bc", "faces", ""},
    {"*", "type kind type_of", "kind", ""},
    {"*", "centre middle", "center", ""},
    {"*", "position location site", "at layer", ""},
    {"*", "num_walkers n_walkers particles", "population.walkers", ""},
};

constexpr WordName all_word_names[] = {
    {"gaussian", "gauss normal bell drop blob"},
    {"point", "delta site single dirac"},
    {"plane", "layer sheet line slab"},
    {"box", "cuboid rectangle block cube"},
    {"uniform", "all everywhere flat constant homogeneous random"},
    {"profile", "weights distribution"},
    {"table", "file csv values list array hdf5"},
    {"reflecting",
     "closed wall walls reflect reflective hard no_flux noflux zero_flux neumann blocking impermeable bounce "
     "bounce_back solid"},
    {"absorbing", "open absorb absorber sink dirichlet exit free outflow trap leaving"},
    {"periodic", "pbc wrap cyclic torus toroidal ring circular"},
    {"mirror", "mirrored specular symmetric symmetry"},
    {"partial", "robin radiation mixed semi partially_absorbing permeable membrane"},
    {"reservoir", "bath source fixed constant concentration inflow inlet"},
    {"chain", "1d line linear one 1"},
    {"square", "2d plane grid rectangular 2"},
    {"cubic", "3d cube sc simple_cubic box 3"},
    {"harmonic", "quadratic parabola parabolic spring trap well"},
    {"ramp", "linear slope gradient field tilt"},
    {"step", "barrier jump heaviside wall"},
    {"glauber", "heat_bath heatbath kawasaki barker fermi"},
    {"exponential", "arrhenius symmetric boltzmann"},
    {"metropolis", "mc metropolis_hastings"},
    {"poisson", "random poissonian fluctuating grand_canonical"},
    {"fixed", "exact constant canonical deterministic"},
    {"half-cell", "half halfcell half_cell midpoint"},
    {"auto", "automatic default fastest best"},
    {"occupation", "numbers multinomial counts occupancy"},
    {"walkers", "walker particles individual multispin"},
    {"all", "every any * yes true"},
};

}  // namespace

std::span<const KeyName> key_names() {
  return all_key_names;
}

std::span<const WordName> word_names() {
  return all_word_names;
}

Advice advise_on_key_name(std::string_view path) {
  const std::string section = section_of(path), name = lowered(last_part(path));
  const auto advice_in = [&](const KeyName& known, const std::string& place) -> Advice {
    std::vector<std::string> found;
    for (const std::string& key : words_in(known.keys)) {
      const std::string sibling = place.empty() ? key : place + "." + key;
      if (key.find('.') == key.npos && find_key(sibling) != nullptr) {
        found.push_back(sibling);
      } else if (find_key(key) != nullptr) {
        found.push_back(key);
      }
    }
    if (found.empty() && *known.keys != '\0') return {};
    const std::string question = found.empty() ? "" : fmt::format("did you mean {}?", either(found));
    return {question + (question.empty() || *known.advice == '\0' ? "" : " ") + known.advice, found};
  };
  const auto first = [&](auto&& is_place, bool is_of_its_own_section) -> Advice {
    for (const KeyName& known : all_key_names) {
      if (!has_word(known.names, name) || !is_place(std::string_view(known.section))) continue;
      Advice advice = advice_in(known, is_of_its_own_section ? known.section : section);
      if (!advice.empty()) return advice;
    }
    return {};
  };
  Advice advice =
      first([&](std::string_view place) { return is_section(section, place) || place == "*"; }, false);
  if (advice.empty() && section.empty())
    advice = first([](std::string_view place) { return !place.ends_with("*"); }, true);
  return advice;
}

std::string meant_word(std::string_view word, const std::vector<std::string>& words) {
  const std::string name = lowered(word);
  for (const WordName& known : all_word_names) {
    if (!has_word(known.names, name) && name != known.word) continue;
    if (std::find(words.begin(), words.end(), known.word) != words.end()) return known.word;
  }
  return "";
}

std::string advise_on_missing_feature(std::string_view key, std::string_view word) {
  const std::string name = lowered(word);
  if (key == "lattice.kind" && has_word("triangular hexagonal honeycomb kagome fcc bcc hcp diamond graphene "
                                        "bethe network graph continuum off_lattice",
                                        name))
    return "fluxwalk has no lattice of this kind; chain, square and cubic have an axis for each pair of "
           "directions";
  if (key == "run.kernel" && has_word("gpu cuda opencl mpi", name))
    return "fluxwalk runs on the processor; run.threads says on how many of its cores";
  if (key == "population.kind" && has_word("sphere circle disk ring ball", name))
    return "walkers start in a box, a plane or a gaussian; several populations can be put together";
  return "";
}

}  // namespace fluxwalk::input
