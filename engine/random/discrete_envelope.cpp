#include "random/discrete_envelope.hpp"

#include "random/discrete_elementary.hpp"

// Why no law leaves its envelope. One step of a law is
//
//   f(k + 1) / f(k) = (1 - s p / sigma^2) / (1 + s q / sigma^2),  s = k + 1 - c,
//
// and falls as p grows, whatever the sign of s: so the laws of p = 0 and p = 1/2 bound all between. The sum
// of -log of it over the steps from the mode is compared with its integral by convexity: each term is the
// integrand at the middle of an interval of length one. The integral runs from within 1/2 of c to within 1/2
// of c + X:
//
//   to the right:  sigma^2 D((X - 1/2) / sigma^2) - 1 / (7 sigma^2)  <=  -log(f / f(mode))
//                                                 <=  sigma^2 H((X + 1/2) / sigma^2)
//   to the left:   ((|X| - 1/2)^2 - 1/4) / (2 sigma^2)  <=  -log(f / f(mode))
//                                                 <=  sigma^2 D(-(|X| + 1/2) / sigma^2)
//
// with D(e) = (1 + e) log(1 + e) - e of p = 0 and H(e) = 2 D(e / 2) + 2 D(-e / 2) of p = 1/2. At a given
// X / sigma each is loosest at the smallest sigma. If sigma >= 8, log(f(mode) sqrt(2 pi n p q)) lies between
// -1.2 / sigma^2 and 0.55 / sigma^2 by Stirling's series: the mode being k = n p + t with |t| <= 1, it is
// log(n p / k * n q / (n - k)) / 2, within 0.52 |t| / sigma^2 of 0, less the deviances, at most
// 0.52 t^2 / sigma^2, less at most (1/12) (1 / k + 1 / (n - k)).

namespace fluxwalk {

namespace {

constexpr double infinite = 1e300;

constexpr double deviance(double e) {  // D(e)
  if (e <= -1) return infinite;
  const double v = e / (2 + e);
  double series = 0;
  double power = v * v * v;
  for (int i = 3; i < 400 && (power > 1e-18 || power < -1e-18); i += 2, power *= v * v) series += power / i;
  return e * v + 2 * (1 + e) * series;
}

struct Bounds {
  double sigma, rise, fall;  // rise and fall of the logarithm, over and above the integrals

  constexpr double above(double x) const {
    const double z = (x < 0 ? -x : x) - 0.5 / sigma;
    const double cost = z <= 0 ? 0 : x < 0 ? z * z / 2 : sigma * sigma * deviance(z / sigma);
    return exp_of_minus(cost) * (1 + rise + rise * rise);
  }
  constexpr double below(double x) const {
    const double e = ((x < 0 ? -x : x) + 0.5 / sigma) / sigma;
    const double cost = sigma * sigma * (x < 0 ? deviance(-e) : 2 * deviance(e / 2) + 2 * deviance(-e / 2));
    return exp_of_minus(cost) * (1 - fall);
  }
};

constexpr int ceiling(double x) {
  const int whole = static_cast<int>(x);
  return whole + (whole < x ? 1 : 0);
}

constexpr Envelope make_envelope(double sigma, double rise, double fall) {
  constexpr int side = Envelope::blocks_per_side;
  constexpr double width = 1.0 / Envelope::blocks_per_sigma;
  const Bounds bounds{sigma, rise, fall};
  std::array<double, 2 * side> above{};
  std::array<double, 2 * side> below{};
  for (int block = -side; block < side; ++block) {
    const double inner = width * (block < 0 ? block + 1 : block);
    const double outer = width * (block < 0 ? block : block + 1);
    above[static_cast<std::size_t>(block + side)] = bounds.above(inner);
    below[static_cast<std::size_t>(block + side)] = bounds.below(outer);
  }
  const auto tail_cells = [&](double x, int num_levels) {  // a power of two
    int num = 1;
    while (Envelope::tail_height(num) < num_levels * bounds.above(x)) num *= 2;
    return num;
  };

  Envelope envelope;
  envelope.smallest_sigma = sigma;
  for (int num_levels = 64;; --num_levels) {
    const int right = tail_cells(width * side, num_levels);
    const int left = tail_cells(-width * side, num_levels);
    int total = right + left;
    for (const double height : above) total += ceiling(num_levels * height);
    if (total > Envelope::num_cells) continue;

    envelope.num_levels = num_levels;
    int end = 0;
    for (const bool crossed : {false, true}) {
      for (int block = -side; block < side; ++block) {
        const auto i = static_cast<std::size_t>(block + side);
        const int num_below = static_cast<int>(num_levels * below[i]);
        const int last = crossed ? ceiling(num_levels * above[i]) : num_below;
        for (int level = crossed ? num_below : 0; level < last; ++level) {
          envelope.cells[static_cast<std::size_t>(end++)] = {static_cast<std::int8_t>(block),
                                                             static_cast<std::uint8_t>(level)};
        }
      }
      (crossed ? envelope.crossed_end : envelope.below_end) = end;
    }
    envelope.right_end = end + right;
    envelope.left_end = end + right + left;
    return envelope;
  }
}

}  // namespace

constinit const Envelope narrow_envelope = make_envelope(3, 0.15 / 9, 0.001);
constinit const Envelope middle_envelope = make_envelope(8, 0.7 / 64, 1.2 / 64);
constinit const Envelope wide_envelope = make_envelope(64, 0.7 / 4096, 1.2 / 4096);

}  // namespace fluxwalk
