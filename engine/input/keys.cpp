#include "keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "fluxwalk/input.hpp"
#include "text.hpp"

namespace fluxwalk {

namespace input {

namespace {

// Defaults are written as in a file; a test holds them against the structs of experiment.hpp.
std::vector<Key> make_keys() {
  std::vector<Key> list = {
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
      {"hop.stay", "Probability to stay at the site. Alone: the hops share the rest equally.", "",
       "what the hops leave of 1", "stay = 0.2"},
  };
  const auto add_per_axis = [&list](const std::string& section, const Key& pattern) {
    for (const char* axis : {"x", "y", "z"}) {
      Key key = pattern;
      key.path = section + "." + axis + pattern.path;
      key.meaning = fmt::format(fmt::runtime(pattern.meaning), fmt::arg("axis", axis));
      key.example = fmt::format(fmt::runtime(pattern.example), fmt::arg("axis", axis));
      list.push_back(key);
    }
  };
  const auto add = [&list](std::initializer_list<Key> more) { list.insert(list.end(), more); };

  add_per_axis("hop", {"", "Probabilities [towards -{axis}, towards +{axis}]. Give all axes or none.", "",
                       "unbiased", "{axis} = [0.2, 0.3]"});
  add({{"faces", "What happens to a walker that attempts to hop out of the box.", "", "", "[faces]"}});
  add_per_axis("faces", {"", "One word or table for both faces of the axis, or a list [low, high].", "",
                         "\"periodic\"", "{axis} = [\"reflecting\", \"absorbing\"]"});
  add_per_axis("faces",
               {".kind",
                "periodic (comes in opposite), reflecting (stays where it is), mirror (moves one site "
                "inwards), absorbing (leaves) or partial (leaves with a probability, else stays).",
                "", "required", "{axis} = {{ kind = \"partial\", absorption = 0.3 }}"});
  add_per_axis("faces",
               {".absorption", "Probability that an attempt to leave through a partial face succeeds.", "",
                "required", "{axis} = {{ kind = \"partial\", absorption = 0.3 }}"});
  add({
      {"population", "Walkers that start independently, all by one rule. There may be several populations.",
       "", "", "[[population]]"},
      {"population.kind",
       "point (at), plane (axis, layer), box (from, to), uniform, gaussian (center, width) or profile (axis, "
       "weights).",
       "", "required", "kind = \"point\""},
      {"population.walkers", "Number of walkers over all batches, or its mean.", "walkers", "required",
       "walkers = 1_000_000"},
      {"population.number", "fixed (exactly that many) or poisson (a Poisson number in each batch).", "",
       "\"fixed\"", "number = \"poisson\""},
      {"population.at", "Site where the walkers of a point start.", "layers, or lengths",
       "required for point", "at = [50, 50]"},
      {"population.axis", "Axis across which a plane lies, or along which a profile is given.", "",
       "required for plane and profile", "axis = \"x\""},
      {"population.layer", "Layer in which the walkers of a plane start.", "layer, or a length",
       "required for plane", "layer = 50"},
      {"population.from", "First site of a box along each axis.", "layers, or lengths", "required for box",
       "from = [40, 40]"},
      {"population.to", "Last site of a box along each axis, itself in the box.", "layers, or lengths",
       "required for box", "to = [60, 60]"},
      {"population.center", "Centre of a Gaussian; need not be a site.", "sites, or lengths",
       "required for gaussian", "center = [50, 50]"},
      {"population.width", "Standard deviation of a Gaussian; one number for all axes, or one an axis.",
       "sites, or lengths", "required for gaussian", "width = 5.0"},
      {"population.weights", "Relative weights of all layers along the axis of a profile.", "",
       "required for profile", "weights = [1, 2, 3, 2, 1]"},

      {"run", "How long, and how it is computed.", "", "", "[run]"},
      {"run.steps", "Number of time steps.", "steps, or a time", "required", "steps = 1000"},
      {"run.batches",
       "Independent batches that the walkers are dealt into; error bars are read off their scatter.", "",
       "32", "batches = 64"},
      {"run.seed", "Seed of the random numbers: the same seed gives the same counts.", "", "1", "seed = 7"},
      {"run.threads", "Processors to use; 0: all. Never changes a result.", "", "0", "threads = 4"},
      {"run.kernel", "auto (the fastest that can do it), reference or walkers.", "", "\"auto\"",
       "kernel = \"reference\""},

      {"measure", "What is counted, and when. At least one measurement.", "", "", "[measure.flux]"},
      {"measure.flux", "Forward and backward crossings of planes, in time bins.", "", "", "[measure.flux]"},
  });
  add_per_axis("measure.flux",
               {"",
                "Watched planes across {axis}: \"all\", or a list of plane numbers; plane b lies "
                "between layers b-1 and b.",
                "plane numbers", "none", "{axis} = \"all\""});
  const std::string every_bin = "Width of the time bins from 0 to the end; the last may be narrower.";
  const std::string at_bin = "Edges of the time bins instead: from 0, increasing.";
  const std::string every_sample = "Samples at 0, at each multiple of this, and at the end.";
  const std::string at_sample = "Times of the samples instead, increasing.";
  const std::string sooner = "required, unless at is given", later = "none";
  const auto add_schedule = [&](const std::string& section, bool has_bins) {
    add({{section + ".every", has_bins ? every_bin : every_sample, "steps, or a time", sooner, "every = 10"},
         {section + ".at", has_bins ? at_bin : at_sample, "steps, or times", later,
          "at = [0, 10, 100, 1000]"}});
  };
  add_schedule("measure.flux", true);
  add({{"measure.flux.net",
        "Count only the net crossings, forward less backward: much cheaper where many planes are watched.",
        "", "false", "net = true"},
       {"measure.flux.residence",
        "Also count the walker-steps spent in each layer, a bin, along each axis with watched planes.", "",
        "false", "residence = true"},
       {"measure.profile", "Walkers in each layer along an axis, at sample times.", "", "",
        "[measure.profile]"},
       {"measure.profile.axes", "Axes along which profiles are taken.", "", "all axes of the lattice",
        "axes = [\"x\"]"}});
  add_schedule("measure.profile", false);
  add({{"measure.histogram", "Walkers at every site, at sample times.", "", "", "[measure.histogram]"}});
  add_schedule("measure.histogram", false);
  add({{"measure.entropy",
        "Entropy of the distribution over sites; adds its times to those of the histogram.", "", "",
        "[measure.entropy]"}});
  add_schedule("measure.entropy", false);
  add({{"measure.moments", "Mean displacement and second moments since the start, unwrapped, of the living.",
        "", "", "[measure.moments]"}});
  add_schedule("measure.moments", false);
  add({{"measure.survivors", "Walkers still in the box, at sample times.", "", "", "[measure.survivors]"}});
  add_schedule("measure.survivors", false);
  add({{"measure.exits", "Walkers that left through each face, in time bins.", "", "", "[measure.exits]"}});
  add_schedule("measure.exits", true);
  add({{"measure.first_passage",
        "First times that walkers stand in target layers, in bins of the arrival time.", "", "",
        "[measure.first_passage]"}});
  add_schedule("measure.first_passage", true);
  add({
      {"measure.first_passage.targets", "The target layers, one table each.", "", "required",
       "targets = [{ axis = \"x\", layer = 80 }]"},
      {"measure.first_passage.targets.axis", "Axis across which the target lies.", "", "required",
       "targets = [{ axis = \"x\", layer = 80 }]"},
      {"measure.first_passage.targets.layer", "Layer of the target.", "layer, or a length", "required",
       "targets = [{ axis = \"x\", layer = 80 }]"},

      {"analysis", "How the verdicts are reached.", "", "", "[analysis]"},
      {"analysis.tolerance",
       "Relative deviation from a law that matters; a run that could not see it is inconclusive.", "", "0.01",
       "tolerance = 0.02"},
      {"analysis.confidence",
       "1 minus the chance that a true law is called inconsistent, over all checks together.", "", "0.999",
       "confidence = 0.99"},
      {"analysis.ladder", "Number of ever finer lattices on which the continuum is seen to emerge; 0: none.",
       "", "4", "ladder = 6"},
  });
  return list;
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

std::string nearest_key(std::string_view path) {
  const std::string section = section_of(path), name = last_part(path);
  const std::string sibling = nearest(name, keys_in(section));
  if (!sibling.empty()) return section.empty() ? sibling : section + "." + sibling;
  if (const Key* elsewhere = find_unique_name(name)) return elsewhere->path;
  std::vector<std::string> names;
  for (const Key& key : keys()) names.push_back(last_part(key.path));
  if (const Key* elsewhere = find_unique_name(nearest(name, names))) return elsewhere->path;
  return nearest(path, all_keys());
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
    const std::string meant = input::nearest_key(wanted);
    throw std::invalid_argument(
        fmt::format("unknown key {}; {}", input::in_quotes(wanted),
                    meant.empty() ? "see the list of all keys" : "did you mean " + meant + "?"));
  }
  std::string text = fmt::format("{}\n  {}\n", key->path, key->meaning);
  if (!key->unit.empty()) text += fmt::format("  unit:    {}\n", key->unit);
  if (!key->is_section()) text += fmt::format("  default: {}\n", key->fallback);
  text += fmt::format("  example: {}\n", key->example);
  const std::vector<std::string> members = input::keys_in(key->path);
  if (!members.empty()) text += fmt::format("  keys:    {}\n", fmt::join(members, ", "));
  return text;
}

}  // namespace fluxwalk
