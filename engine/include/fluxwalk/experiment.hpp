#pragma once
/// \file
/// What is simulated, as plain values in lattice units (sites, steps, walkers). Physical units are carried as
/// two scale factors (Lattice::spacing and Lattice::step) that nothing in the engine looks at.
///
/// Conventions (docs/concepts.md):
/// - layers of sites along an axis of length L are numbered 0 ... L-1;
/// - plane b, 0 <= b <= L, is the bond layer between layers b-1 and b; planes 0 and L are the faces of the
/// box
///   (with periodic faces they are one and the same plane, and both show the same counts);
/// - n(t) is the occupancy after t whole steps; the crossings of step t -> t+1 are produced by n(t).

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fluxwalk {

inline constexpr int max_dimension = 3;
inline constexpr std::array<char, max_dimension> axis_names = {'x', 'y', 'z'};

/// One number an axis; entries beyond the dimension are unused.
template <class T>
using PerAxis = std::array<T, max_dimension>;

/// A box of sites on the chain, the square or the simple cubic lattice.
struct Lattice {
  int dimension = 1;                        ///< 1, 2 or 3
  PerAxis<std::int32_t> shape = {1, 1, 1};  ///< sites along each axis; 1 beyond the dimension
  double spacing = 1.0;                     ///< ℓ, in length_unit
  std::string length_unit;                  ///< UDUNITS name such as "nm"; empty: lengths are in sites
  double step = 1.0;                        ///< τ, in time_unit
  std::string time_unit;                    ///< UDUNITS name such as "ps"; empty: times are in steps

  std::int64_t num_sites() const noexcept;
  /// Site number of a position: x varies slowest, as in a C array [x][y][z].
  std::int64_t site(const PerAxis<std::int32_t>& position) const noexcept;
  PerAxis<std::int32_t> position(std::int64_t site) const noexcept;
  /// Number of the bond along an axis that lies before a site, on plane position[axis]; position[axis] = L
  /// gives the bond beyond the last site. They are numbered as the sites of a lattice with one more layer
  /// along that axis.
  std::int64_t bond(int axis, const PerAxis<std::int32_t>& position) const noexcept;
  std::int64_t num_bonds(int axis) const noexcept;
};

enum Side { low = 0, high = 1 };

/// A hop along an axis. Where there is one number for each, they stand in the order -x, -y, -z, +x, +y, +z
/// (those of d axes), and after them comes the walker that stays where it is.
struct Direction {
  int axis = 0;
  Side side = low;

  constexpr int index(int dimension) const noexcept { return axis + (side == high ? dimension : 0); }
  static constexpr Direction of(int index, int dimension) noexcept {
    return {index % dimension, index < dimension ? low : high};
  }
};
constexpr int stay_index(int dimension) noexcept {
  return 2 * dimension;
}

/// Probability of each hop in one step. minus + plus + stay over all axes is 1 (to 1e-12; input checks it).
struct HopLaw {
  PerAxis<double> minus = {0, 0, 0};
  PerAxis<double> plus = {0, 0, 0};
  double stay = 0;

  /// Equal probability of the 2d directions, and `stay` of none.
  static HopLaw unbiased(int dimension, double stay = 0.0);

  std::vector<double> chances(int dimension) const;  ///< [Direction::index, stay_index]

  /// Drift velocity v = p+ - p- along an axis, in ℓ/τ.
  double drift(int axis) const noexcept;
  /// Coefficient of the gradient in the bond law J = v c̄ - D_b ∂c: (p+ + p-)/2, in ℓ²/τ.
  double bond_diffusivity(int axis) const noexcept;
  /// Second cumulant of the displacement a step over 2: δ_ab (p+ + p-)/2 - v_a v_b / 2, in ℓ²/τ.
  double dispersion(int axis_a, int axis_b) const noexcept;
};

/// What happens to a walker that attempts to hop out of the box through a face.
enum class FaceKind {
  periodic,    ///< it comes in at the opposite face
  reflecting,  ///< the attempt is rejected: it stays where it is
  mirror,      ///< the attempt is folded back about the end site: it moves one site inwards
  absorbing,   ///< it leaves for good
  partial,     ///< it leaves with probability Face::absorption, and stays where it is otherwise (Robin)
  reservoir,   ///< it leaves for good, and others come in from the ghost sites beyond the face
};
inline constexpr std::array face_kinds = {FaceKind::periodic,  FaceKind::reflecting, FaceKind::mirror,
                                          FaceKind::absorbing, FaceKind::partial,    FaceKind::reservoir};

/// What stands at each ghost site beyond a reservoir face before each step, anew and independent of the past.
/// Those of them who hop in are in the end layer after that step.
struct Reservoir {
  double concentration = 0;  ///< walkers at a ghost site, over all batches: its mean, or its whole number
  /// false: a Poisson number of walkers stands there, so a Poisson number comes in. true: exactly
  /// `concentration` of them (a whole number, a share in each batch), so a binomial number comes in.
  bool is_deterministic = false;
  /// false: the ghost site lies one spacing beyond the end layer, and hops between them are as likely as any:
  /// between two reservoirs lie L + 1 bonds. true: the reservoir begins half a spacing beyond the end layer,
  /// and attempts across the face are twice as likely both ways: between two of them lie L spacings.
  bool is_half_cell = false;
  std::optional<double> potential;  ///< U at its ghost sites, in kT; absent: that of the end layer there
  bool operator==(const Reservoir&) const = default;
};

struct Face {
  FaceKind kind = FaceKind::periodic;
  double absorption = 1.0;   ///< probability that an attempt succeeds; used by `partial` only
  Reservoir reservoir = {};  ///< used by `reservoir` only
  bool operator==(const Face&) const = default;
};

using Faces = PerAxis<std::array<Face, 2>>;  ///< [axis][Side]

/// Relative weights of the layers first, first+1, ... along one axis. Integers, so that every compiler and
/// machine starts walkers at the same sites. Their sum is positive and below 2^63.
struct LayerWeights {
  std::int32_t first = 0;
  std::vector<std::uint64_t> weights = {1};
  bool operator==(const LayerWeights&) const = default;
};

/// Sites of a table, ascending (Lattice::site), and a whole number above 0 for each. The sum is below 2^63.
struct SiteNumbers {
  std::vector<std::int64_t> sites;
  std::vector<std::uint64_t> numbers;
  bool operator==(const SiteNumbers&) const = default;
};

/// Walkers that start independently of each other: with the product distribution of the LayerWeights, or at
/// the sites of a table.
struct Population {
  /// "point", "plane", "box", "uniform", "gaussian", "profile" or "table": for words only
  std::string kind;
  std::int64_t walkers = 0;     ///< their number; the whole part of its mean if is_poisson
  bool is_poisson = false;      ///< true: each batch draws a Poisson number with mean mean() / num_batches
  PerAxis<LayerWeights> along;  ///< one an axis; of no meaning where there is a table
  double fraction = 0;          ///< what the mean is more than `walkers`, from 0 to below 1; if is_poisson
  SiteNumbers table = {};       ///< empty: no table
  /// true: the numbers of the table are the walkers that start at each site, over all batches, and `walkers`
  /// is their sum (Experiment::numbers_at_start). false: they are weights.
  bool is_exact = false;

  double mean() const noexcept { return static_cast<double>(walkers) + fraction; }
  bool has_table() const noexcept { return !table.sites.empty(); }
  bool operator==(const Population&) const = default;
};

/// Walkers that appear at the end of a step, a Poisson number at each site, independent of all else.
struct Source {
  std::string kind;                 ///< "uniform", "point", "box", "plane" or "table": for words only
  std::vector<std::int64_t> sites;  ///< where, ascending (Lattice::site)
  std::vector<double> rates;        ///< mean number a step at each of these sites, over all batches
  std::int64_t begin = 0;           ///< walkers appear in the steps t -> t+1 with begin <= t < end
  std::int64_t end = 0;
  bool operator==(const Source&) const = default;
};

/// What befalls each walker of a step after the hops, in this order: it vanishes, or else splits in two.
/// Sources come after both.
struct Turnover {
  double decay = 0;         ///< probability to vanish
  double reproduction = 0;  ///< probability that one more walker appears at its site
  bool operator==(const Turnover&) const = default;
};

/// The chance that a hop from U_i to U_j is accepted, dU = U_j - U_i in kT. All keep detailed balance.
enum class Acceptance {
  metropolis,   ///< min(1, e^-dU)
  glauber,      ///< 1 / (1 + e^dU): a half where the potential is flat, which halves D
  exponential,  ///< e^(-dU/2), which may exceed 1 and is refused where the hop then has a probability beyond
                ///< 1
};
inline constexpr std::array acceptances = {Acceptance::metropolis, Acceptance::glauber,
                                           Acceptance::exponential};

/// What the sites and bonds of the box are like. An empty list: all alike (no obstacle, U = 0, factor 1).
struct Medium {
  std::vector<double> hop;  ///< [site] factor of all hop probabilities from the site, 0 to 1
  /// [site] factor of the bonds of the site, 0 to 1: Fick's D(x) over D. Between sites with a and b a bond
  /// has their harmonic mean 2ab/(a+b), as halves in series; a bond to a face or a reservoir that of its
  /// site.
  std::vector<double> mobility;
  std::vector<std::uint8_t> obstacles;  ///< [site] 1: nobody can be there; attempts to hop there are rejected
  std::vector<double> potential;        ///< [site] U in kT
  Acceptance acceptance = Acceptance::metropolis;
  /// Chance that an attempt to cross a bond succeeds, either way; else the walker stays. [axis][bond], the
  /// bonds of an axis being those of Lattice::bond. Bonds of a face count too.
  PerAxis<std::vector<double>> transmission;

  /// All sites are alike, and every attempt inside the box succeeds: glauber rejects half of them on its own.
  bool is_uniform() const noexcept;
  bool operator==(const Medium&) const = default;
};

/// The content of a file that the experiment names: a table of numbers in rows (the last dimension varies
/// fastest). Kept with the results, so that they can be read without the file.
struct Attachment {
  std::string name;  ///< as the experiment file has it
  std::vector<std::int64_t> shape;
  std::vector<double> values;
  bool operator==(const Attachment&) const = default;
};

enum class TargetKind {
  layer,     ///< all sites of a layer
  box,       ///< all sites from one corner to another; a single site is a box too
  own_start  ///< the site where the walker itself started
};

/// A set of sites. What counts is the first time that a walker stands at one of them: time 0 if it starts
/// there. A return to the own start is counted from time 1 on; a walker that stays in the first step returns
/// at time 1. Positions are sites of the box: a walker that has gone round a periodic axis has returned.
struct FirstPassageTarget {
  int axis = 0;            ///< of a layer
  std::int32_t layer = 0;  ///< its number
  TargetKind kind = TargetKind::layer;
  PerAxis<std::int32_t> from = {0, 0, 0}, to = {0, 0, 0};  ///< first and last site of a box

  /// Whether a site belongs to the target of a walker that started at the site `start`.
  bool contains(const PerAxis<std::int32_t>& site, const PerAxis<std::int32_t>& start) const noexcept;
  /// The earliest time that counts: 1 for a return, else 0.
  std::int64_t first_time() const noexcept { return kind == TargetKind::own_start ? 1 : 0; }
  bool operator==(const FirstPassageTarget&) const = default;
};

/// What is counted, and when. An empty vector: not at all. Times and edges are in steps, strictly increasing,
/// within 0 ... Experiment::steps. Bin k of n+1 edges holds the steps t -> t+1 with edge[k] <= t < edge[k+1].
struct Measurements {
  PerAxis<std::vector<std::int32_t>>
      planes;                            ///< watched planes along each axis, strictly increasing, in 0 ... L
  std::vector<std::int64_t> flux_edges;  ///< bins of the crossings; starts at 0
  bool only_net = false;       ///< of the crossings only their net number is counted, forward less backward
  bool has_residence = false;  ///< also the walker-steps spent in each layer, a bin and a watched axis
  bool has_turnover = false;   ///< also who appeared and who vanished in each layer, a bin and a watched axis

  PerAxis<bool> has_profile = {false, false, false};
  std::vector<std::int64_t> profile_times;

  std::vector<std::int64_t> histogram_times;  ///< counts at every site; entropy is read off these
  std::vector<std::int64_t> moment_times;  ///< displacement and its second moments, unwrapped, of the living
  std::vector<std::int64_t> survivor_times;
  std::vector<std::int64_t> exit_edges;  ///< bins of exits by face; starts at 0

  std::vector<FirstPassageTarget> first_passage_targets;
  std::vector<std::int64_t> first_passage_edges;  ///< bins of arrival times t, edge[k] <= t < edge[k+1]
  bool operator==(const Measurements&) const = default;
};

enum class KernelKind { automatic, reference, walkers, occupation };
inline constexpr std::array kernel_kinds = {KernelKind::automatic, KernelKind::reference, KernelKind::walkers,
                                            KernelKind::occupation};

struct AnalysisSettings {
  double tolerance =
      0.01;  ///< relative deviation that matters: a check that could not have seen it is inconclusive
  double confidence =
      0.999;             ///< 1 - the chance that a true law is called inconsistent, over all checks together
  int ladder_rungs = 4;  ///< lattices of spacing ℓ, ℓ/3, ℓ/5, ... in the emergence of the continuum; 0: none
  /// Relative difference between lattice and continuum law beyond which the lattice is too coarse. Absent:
  /// the difference is reported, and no verdict depends on it.
  std::optional<double> continuum_tolerance;
};

/// All that decides the tallies. A simulation is a pure function of (Experiment, batch number).
struct Experiment {
  std::string name;  ///< file name without folder, for messages and figures
  std::string title;
  std::string question;
  std::string text;                     ///< the file as read, stored with the results
  std::vector<Attachment> attachments;  ///< the files that it names

  Lattice lattice;
  HopLaw hop_law = HopLaw::unbiased(1);
  Faces faces;
  Medium medium;
  Turnover turnover;
  std::vector<Source> sources;
  std::vector<Population> populations;
  std::int64_t steps = 0;
  Measurements measure;

  std::int64_t num_batches = 32;
  std::uint64_t seed = 1;
  int threads = 0;      ///< 0: as many as the machine offers; never changes a result
  std::string vectors;  ///< one of vector_widths(); empty: the widest; never changes a result
  KernelKind kernel = KernelKind::automatic;
  AnalysisSettings analysis;

  double mean_walkers() const noexcept;  ///< over all populations and batches
  /// A batch's share of a whole number of walkers: number / num_batches, the first batches taking one more
  /// where that leaves a rest.
  std::int64_t fixed_share(std::int64_t number, std::int64_t batch) const noexcept;
  /// Walkers that start at each site of the table of an exact population in these batches together. Each
  /// batch has the share of each site, rounded down; what is left goes to the batches in turn, site after
  /// site, so that a batch has fixed_share(walkers, batch) of them in all.
  std::vector<std::int64_t> numbers_at_start(const Population& population,
                                             std::vector<std::int64_t> batches) const;
  bool is_closed() const noexcept;  ///< no walker can leave, enter, vanish or appear
  bool has_reservoir() const noexcept;
  bool has_face(std::initializer_list<FaceKind> kinds) const noexcept;  ///< a face of one of these kinds
  /// Walkers can enter, vanish or appear while it runs: the number started does not say how many there are.
  bool has_turnover() const noexcept;
  /// All sites are alike, and walkers are only moved: neither a medium nor a turnover.
  bool is_plain() const noexcept;
};

/// Names as files and the command line have them.
const char* to_string(FaceKind kind) noexcept;
const char* to_string(KernelKind kind) noexcept;
const char* to_string(Acceptance acceptance) noexcept;

/// The kernel with this name; nothing if none has it.
std::optional<KernelKind> kernel_named(std::string_view name) noexcept;
std::vector<std::string> kernel_names();

}  // namespace fluxwalk
