#include "keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "fluxwalk/input.hpp"
#include "fluxwalk/spelling.hpp"
#include "synonyms.hpp"
#include "tallies/catalogue.hpp"
#include "text.hpp"

namespace fluxwalk {

namespace input {

void KeyList::add_per_axis(const std::string& section, const Key& pattern) {
  for (const char* axis : {"x", "y", "z"}) {
    Key key = pattern;
    key.path = section + "." + axis + pattern.path;
    key.meaning = fmt::format(fmt::runtime(pattern.meaning), fmt::arg("axis", axis));
    key.example = fmt::format(fmt::runtime(pattern.example), fmt::arg("axis", axis));
    keys_.push_back(key);
  }
}

namespace {

// Defaults are written as in a file; a test compares them with the structs of the experiment.
std::vector<Key> make_keys() {
  KeyList all;
  const auto add = [&](std::initializer_list<Key> more) { all.add(more); };
  const auto add_per_axis = [&](const char* section, const Key& pattern) {
    all.add_per_axis(section, pattern);
  };
  add({
      {"title", "What the experiment is, in a few words, for messages and figures.", "", "\"\"",
       "title = \"A drop spreading\""},
      {"question", "The question of physics that it asks.", "", "\"\"",
       "question = \"Does a drop of walkers spread as Fick's second law says?\""},

      {"lattice", "The lattice, a box of sites, and the physical size of a hop and a step.", "", "",
       "[lattice]"},
      {"lattice.kind", "chain (axis x), square (x, y) or cubic (x, y, z).", "", "required",
       "kind = \"square\""},
      {"lattice.shape", "Number of sites along each axis; a chain needs no list.", "sites, or a length",
       "required", "shape = [101, 101]"},
      {"lattice.spacing", "Distance of neighbouring sites. With a unit, lengths may be given with units.",
       "length", "1", "spacing = \"1 nm\""},
      {"lattice.step", "Duration of a time step. With a unit, times may be given with units.", "time", "1",
       "step = \"2 ps\""},

      {"hop",
       "Probability of each hop in one step. Without this section walkers are unbiased and never stay.", "",
       "", "[hop]"},
      {"hop.stay",
       "Probability to stay at the site. Without hop.x, hop.y and hop.z, all directions share the rest "
       "equally.",
       "", "what the hops leave of 1", "stay = 0.2"},
  });
  add_per_axis("hop", {"", "Probabilities [towards -{axis}, towards +{axis}]. Give all axes or none.", "",
                       "unbiased", "{axis} = [0.2, 0.3]"});
  add({{"faces", "What happens to a walker that attempts to hop out of the box.", "", "", "[faces]"}});
  add_per_axis("faces", {"", "One word or table for both faces of the axis, or a list [low, high].", "",
                         "\"periodic\"", "{axis} = [\"reflecting\", \"absorbing\"]"});
  add_per_axis("faces",
               {".kind",
                "periodic (comes in opposite), reflecting (stays where it is), mirror (moves one site "
                "inwards), absorbing (leaves), partial (leaves with a probability, else stays) or reservoir "
                "(leaves, and others come in).",
                "", "required", "{axis} = {{ kind = \"partial\", absorption = 0.3 }}"});
  add_per_axis("faces",
               {".absorption", "Probability that an attempt to leave through a partial face succeeds.", "",
                "required", "{axis} = {{ kind = \"partial\", absorption = 0.3 }}"});
  const std::string reservoir = "{axis} = {{ kind = \"reservoir\", concentration = 1000";
  add_per_axis("faces",
               {".concentration", "Walkers at each ghost site beyond a reservoir face, over all batches.",
                "walkers", "required", reservoir + " }}"});
  add_per_axis("faces", {".bath",
                         "Walkers at a ghost site before each step: poisson (a Poisson number) or fixed "
                         "(exactly that many).",
                         "", "\"poisson\"", reservoir + ", bath = \"fixed\" }}"});
  add_per_axis("faces", {".wall",
                         "Where the reservoir begins: ghost (one spacing beyond the end layer) or half-cell "
                         "(half a spacing, with attempts across the face twice as likely both ways).",
                         "", "\"ghost\"", reservoir + ", wall = \"half-cell\" }}"});
  add_per_axis("faces", {".potential", "Potential of the ghost sites of a reservoir.", "kT",
                         "that of the end layer", reservoir + ", potential = 0.5 }}"});
  add({
      {"medium", "What the sites of the box and the bonds between them are like.", "", "", "[medium]"},
      {"medium.acceptance",
       "Chance that a hop which changes the potential by dU is accepted: metropolis min(1, e^-dU), glauber "
       "1/(1 + e^dU) or exponential e^(-dU/2).",
       "", "\"metropolis\"", "acceptance = \"glauber\""},
  });
  const auto add_site_table = [&](const std::string& name, const std::string& meaning,
                                  const std::string& example) {
    const std::string key = "medium." + name,
                      table = name + " = { file = \"pores.h5\", dataset = \"" + example + "\" }";
    add({{key, meaning, "", "none", name + " = \"" + example + ".csv\""},
         {key + ".file", "The file: a text with commas, or an HDF5 file.", "", "required", table},
         {key + ".dataset", "Which dataset of an HDF5 file.", "", "none", table}});
  };
  add_site_table("hop_table",
                 "File with one number per site: the factor of all hop probabilities from it, 0 to 1.",
                 "hops");
  add_site_table("mobility_table",
                 "File with one number per site: D there divided by that of the hop law, 0 to 1. A bond "
                 "takes the harmonic "
                 "mean of its two sites, the same both ways, so that walkers stay evenly mixed.",
                 "diffusivity");
  add_site_table("obstacle_table", "File with one number per site: 1 where an obstacle is, else 0.", "solid");
  add({
      {"medium.region", "A box of sites that are alike. Later regions override earlier ones and the tables.",
       "", "", "[[medium.region]]"},
      {"medium.region.from", "First site along each axis.", "layers, or lengths", "the whole lattice",
       "from = [40, 40]"},
      {"medium.region.to", "Last site along each axis, itself in the region.", "layers, or lengths",
       "the whole lattice", "to = [60, 60]"},
      {"medium.region.hop", "Factor of all hop probabilities from a site, 0 to 1.", "", "1", "hop = 0.5"},
      {"medium.region.mobility",
       "D of the sites divided by that of the hop law, 0 to 1: a factor of their bonds, the same both ways.",
       "", "1", "mobility = 0.2"},
      {"medium.region.obstacle", "true: no walker can be there.", "", "false", "obstacle = true"},
      {"medium.region.potential", "Potential of the sites.", "kT", "0", "potential = 1.5"},
      {"medium.potential", "A potential, added to those of the regions and of the other such sections.", "",
       "", "[[medium.potential]]"},
      {"medium.potential.kind",
       "step (axis, at, height), ramp (axis, from, to, height), harmonic (axis, center, stiffness), gaussian "
       "(axis, center, width, height) or table (file or values, with axis or without).",
       "", "required", "kind = \"step\""},
      {"medium.potential.axis",
       "Axis along which the potential changes; a table without it has one number per site.", "",
       "required, except for a table", "axis = \"x\""},
      {"medium.potential.at", "First layer on the height of a step.", "layer, or a length",
       "required for step", "at = 50"},
      {"medium.potential.from", "Where a ramp begins to rise from 0.", "sites, or a length",
       "required for ramp", "from = 20"},
      {"medium.potential.to", "Where a ramp reaches its height and stays there.", "sites, or a length",
       "required for ramp", "to = 80"},
      {"medium.potential.height", "Height of a step, a ramp or a Gaussian; may be negative.", "kT",
       "required for step, ramp and gaussian", "height = 2.0"},
      {"medium.potential.center", "Centre of a harmonic or a Gaussian.", "sites, or a length",
       "required for harmonic and gaussian", "center = 50"},
      {"medium.potential.width", "Standard deviation of a Gaussian.", "sites, or a length",
       "required for gaussian", "width = 5.0"},
      {"medium.potential.stiffness", "k of a harmonic U = k (x - center)^2 / 2, x in sites.", "kT/site²",
       "required for harmonic", "stiffness = 0.01"},
  });
  const auto add_table_keys = [&](const std::string& section, const std::string& what) {
    add({{section + ".file", "File with the " + what + ": a text with commas, or an HDF5 file.", "",
          "required for table, unless values is given", "file = \"table.csv\""},
         {section + ".dataset", "Which dataset of an HDF5 file.", "", "none", "dataset = \"table\""},
         {section + ".values", "The " + what + " of the layers along the axis, in place of a file.", "",
          "none", "values = [0, 1, 2, 1, 0]"}});
  };
  add_table_keys("medium.potential", "potentials");
  add({
      {"medium.membrane", "A plane whose bonds let only a part of the attempts through, either way.", "", "",
       "[[medium.membrane]]"},
      {"medium.membrane.axis", "Axis across which the membrane lies.", "", "required", "axis = \"x\""},
      {"medium.membrane.plane", "Plane of the membrane; plane b lies between layers b-1 and b.",
       "plane number", "required", "plane = 50"},
      {"medium.membrane.transmission", "Chance that an attempt to cross it succeeds; else the walker stays.",
       "", "required", "transmission = 0.1"},
      {"medium.membrane.from", "First site of a membrane that is a patch; the entry of its axis is ignored.",
       "layers, or lengths", "the whole plane", "from = [0, 40]"},
      {"medium.membrane.to", "Last site of it along the other axes.", "layers, or lengths", "the whole plane",
       "to = [0, 60]"},
      {"turnover", "What may happen to each walker after it has hopped.", "", "", "[turnover]"},
      {"turnover.decay", "Probability per step that a walker vanishes.", "", "0", "decay = 0.01"},
      {"turnover.reproduction",
       "Probability that one more walker appears at its site, if it has not vanished.", "", "0",
       "reproduction = 0.005"},
      {"source", "Sites where walkers appear, a Poisson number at the end of each step.", "", "",
       "[[source]]"},
      {"source.kind",
       "uniform, point (at), box (from, to), plane (axis, layer) or table (file or values, with axis or "
       "without).",
       "", "required", "kind = \"point\""},
      {"source.rate", "Mean number of walkers per step at each site of it, over all batches.",
       "walkers per step and site", "required, except for a table", "rate = 20.0"},
      {"source.at", "Site of a point.", "layers, or lengths", "required for point", "at = [50, 50]"},
      {"source.axis",
       "Axis across which a plane lies, or along which a table has one rate per layer; without it one per "
       "site.",
       "", "required for plane", "axis = \"x\""},
      {"source.layer", "Layer of a plane.", "layer, or a length", "required for plane", "layer = 50"},
      {"source.from", "First site of a box along each axis.", "layers, or lengths", "required for box",
       "from = [40, 40]"},
      {"source.to", "Last site of a box along each axis, itself in the box.", "layers, or lengths",
       "required for box", "to = [60, 60]"},
  });
  add_table_keys("source", "rates");
  add({
      {"source.start", "First step t -> t+1 in which walkers appear.", "steps, or a time", "0",
       "start = 100"},
      {"source.stop", "Walkers appear in the steps t -> t+1 with t before this.", "steps, or a time",
       "the end of the run", "stop = 500"},
      {"population", "Walkers that start independently, all by one rule. There may be several populations.",
       "", "", "[[population]]"},
      {"population.kind",
       "point (at), plane (axis, layer), box (from, to), uniform, gaussian (center, width), profile (axis, "
       "weights), layers (layers) or table (file or values, with axis or without).",
       "", "required", "kind = \"point\""},
      {"population.walkers",
       "Number of walkers over all batches; its mean, which need not be whole, if number is poisson. With it "
       "the "
       "entries of a table are weights, without it they are the numbers of walkers.",
       "walkers", "required, except for a table", "walkers = 1_000_000"},
      {"population.number", "fixed (exactly that many) or poisson (a Poisson number in each batch).", "",
       "\"fixed\"", "number = \"poisson\""},
      {"population.at", "Site where the walkers of a point start.", "layers, or lengths",
       "required for point", "at = [50, 50]"},
      {"population.axis",
       "Axis across which a plane lies, or along which a profile is given; a table with it has one entry per "
       "layer, which each site of the layer has, and without it one per site.",
       "", "required for plane and profile", "axis = \"x\""},
      {"population.layer", "Layer in which the walkers of a plane start.", "layer, or a length",
       "required for plane", "layer = 50"},
      {"population.from", "First site of a box along each axis.", "layers, or lengths", "required for box",
       "from = [40, 40]"},
      {"population.to", "Last site of a box along each axis, itself in the box.", "layers, or lengths",
       "required for box", "to = [60, 60]"},
      {"population.center", "Centre of a Gaussian; need not be a site.", "sites, or lengths",
       "required for gaussian", "center = [50, 50]"},
      {"population.width", "Standard deviation of a Gaussian; one number for all axes, or one per axis.",
       "sites, or lengths", "required for gaussian", "width = 5.0"},
      {"population.weights", "Relative weights of all layers along the axis of a profile.", "",
       "required for profile", "weights = [1, 2, 3, 2, 1]"},
  });
  add_table_keys("population", "numbers or weights");
  add({
      {"population.integers",
       "true: the weights of a table are whole numbers, used as they are; false: they are scaled so that the "
       "largest is 2^40.",
       "", "false", "integers = true"},
      {"population.layers", "Whole-number weights of the layers along each axis, a table for each.", "",
       "required for layers", "layers = [{ first = 3, weights = [1, 2, 1] }]"},
      {"population.layers.first", "First layer with a weight.", "layer", "0",
       "layers = [{ first = 3, weights = [1, 2, 1] }]"},
      {"population.layers.weights", "Weights of this layer and those after it.", "",
       "required, unless count is given", "layers = [{ first = 3, weights = [1, 2, 1] }]"},
      {"population.layers.count", "How many layers have weight 1 instead.", "layers", "none",
       "layers = [{ first = 3, count = 5 }]"},
  });
  add({
      {"run", "How long, and how it is computed.", "", "", "[run]"},
      {"run.steps", "Number of time steps.", "steps, or a time", "required", "steps = 1000"},
      {"run.batches",
       "Independent batches among which the walkers are divided; error bars come from their scatter.", "",
       "32", "batches = 64"},
      {"run.per_batch",
       "true: the amounts of populations, sources and reservoirs are those of each batch, which then is a "
       "replica of the whole experiment.",
       "", "false", "per_batch = true"},
      {"run.seed", "Seed of the random numbers: the same seed gives the same counts.", "", "1", "seed = 7"},
      {"run.threads", "Processors to use; 0: all. Never changes a result.", "", "0", "threads = 4"},
      {"run.kernel", "auto (the fastest that can do it), reference, walkers or occupation.", "", "\"auto\"",
       "kernel = \"reference\""},

  });
  add_measurement_keys(all);
  add({
      {"analysis", "How the verdicts are reached.", "", "", "[analysis]"},
      {"analysis.tolerance",
       "Relative deviation from a law that matters; a run that could not detect it is inconclusive.", "",
       "0.01", "tolerance = 0.02"},
      {"analysis.confidence",
       "1 minus the chance that a true law is called inconsistent, over all checks together.", "", "0.999",
       "confidence = 0.99"},
      {"analysis.ladder",
       "Number of finer and finer lattices on which the approach to the continuum is shown; 0: none.", "",
       "4", "ladder = 6"},
      {"analysis.continuum_tolerance",
       "Tests whether the exact answer of this lattice is within this relative difference of the continuum "
       "law; "
       "if it is not, the run is inconsistent. Without it the difference is only reported.",
       "", "none: the difference is only reported", "continuum_tolerance = 0.01"},
  });
  return all.keys();
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('.') + 1));
}

std::string section_of(std::string_view path) {
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string() : std::string(path.substr(0, dot));
}

/// The only key of this name anywhere, if there is just one.
const Key* find_unique_name(std::string_view name) {
  const Key* found = nullptr;
  for (const Key& key : keys()) {
    if (last_part(key.path) != name) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

/// The key of the same section that is spelt most like it.
std::string nearest_sibling(std::string_view path) {
  const std::string section = section_of(path);
  const std::string sibling = nearest(last_part(path), keys_in(section));
  return sibling.empty() || section.empty() ? sibling : section + "." + sibling;
}

/// A key of another section that has the name, or almost. Never in the section of the unknown key.
std::string nearest_elsewhere(std::string_view path) {
  const std::string name = last_part(path);
  if (const Key* elsewhere = find_unique_name(name)) return elsewhere->path;
  std::vector<std::string> names;
  for (const Key& key : keys()) names.push_back(last_part(key.path));
  if (const Key* elsewhere = find_unique_name(nearest(name, names))) return elsewhere->path;
  // The section may be misspelt: then the name of the key is right, or almost.
  std::vector<std::string> paths;
  for (const Key& key : keys())
    if (edit_distance(name, last_part(key.path)) <= (name.size() > 3 ? 1 : 0)) paths.push_back(key.path);
  const std::string near = nearest(path, paths);
  return path.starts_with(near + ".") ? "" : near;
}

}  // namespace

const std::vector<Key>& keys() {
  static const std::vector<Key> list = make_keys();
  return list;
}

const Key* find_key(std::string_view path) {
  const auto found =
      std::find_if(keys().begin(), keys().end(), [&](const Key& key) { return key.path == path; });
  return found == keys().end() ? nullptr : &*found;
}

std::vector<std::string> keys_in(std::string_view section) {
  std::vector<std::string> names;
  for (const Key& key : keys()) {
    if (section_of(key.path) == section) names.push_back(last_part(key.path));
  }
  return names;
}

Advice advice_on_unknown_key(std::string_view path) {
  const std::string section = section_of(path);
  if (!section.empty() && last_part(section) == last_part(path))
    return {fmt::format("the heading says {} already: leave it out before the key", section), {}};
  const std::string misspelt = nearest_sibling(path);
  // A typing error is likelier than a name of another program: "width" for "widht", whatever "widht" may be
  // elsewhere.
  const std::string name = last_part(path);
  const bool is_slip = name.size() > 2 && !misspelt.empty() && edit_distance(name, last_part(misspelt)) == 1;
  if (!is_slip) {
    if (Advice advice = advise_on_key_name(path); !advice.empty()) return advice;
  }
  const std::string meant = misspelt.empty() ? nearest_elsewhere(path) : misspelt;
  if (meant.empty()) return {};
  return {fmt::format("did you mean {}?", meant), {meant}};
}

}  // namespace input

std::vector<std::string> all_keys() {
  std::vector<std::string> paths;
  for (const input::Key& key : input::keys()) paths.push_back(key.path);
  return paths;
}

std::string explain(const std::string& wanted) {
  const input::Key* key = input::find_key(wanted);
  if (key == nullptr) key = input::find_unique_name(wanted);
  if (key == nullptr) {
    const std::string advice = input::advice_on_unknown_key(wanted).text;
    throw std::invalid_argument(
        fmt::format("unknown key {}; {}", input::in_quotes(wanted),
                    advice.empty() ? "list all keys with: fluxwalk explain" : advice));
  }
  std::string text = fmt::format("{}\n  {}\n", key->path, key->meaning);
  if (!key->unit.empty()) text += fmt::format("  unit:    {}\n", key->unit);
  if (!key->is_section()) text += fmt::format("  default: {}\n", key->fallback);
  text += fmt::format("  example: {}\n", key->example);
  const std::vector<std::string> members = input::keys_in(key->path);
  if (!members.empty()) text += fmt::format("  keys:    {}\n", fmt::join(members, ", "));
  for (const TallyTable& table : tally_tables()) {
    if (table.kind->key != key->path || table.axis > 0) continue;
    Lattice cubic;
    cubic.dimension = max_dimension;
    text += fmt::format("  table:   {} [{}]: {}\n", table.name, fmt::join(table.dimensions(cubic), ", "),
                        table.long_name);
  }
  return text;
}

}  // namespace fluxwalk
