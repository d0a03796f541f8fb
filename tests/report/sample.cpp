#include "report/sample.hpp"

#include <cmath>
#include <cstdint>

namespace fluxwalk::sample {

namespace {

/// Deviates of about unit size, the same everywhere.
class Noise {
 public:
  double operator()() {
    double sum = 0;
    for (int i = 0; i < 12; ++i) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      sum += static_cast<double>(state_ >> 11) * 0x1p-53;
    }
    return sum - 6;
  }

 private:
  std::uint64_t state_ = 7;
};

Figure flux_against_gradient(Noise& noise) {
  Figure figure;
  figure.id = "flux_against_gradient";
  figure.title = "Flux against gradient";
  figure.caption = "Each point is one plane in one time bin; the slope of the line is -D.";
  figure.x_label = "gradient ∂c/∂x (walkers/ℓ²)";
  figure.y_label = "net flux J (walkers/(ℓ τ))";
  figure.residual_label = "residual / σ";
  std::vector<double> gradient, flux, error, line, residual;
  for (int i = 0; i < 60; ++i) {
    const double x = -3000 + 100 * i, sigma = 40, deviation = noise();
    gradient.push_back(x);
    flux.push_back(-x / 6 + sigma * deviation);
    error.push_back(sigma);
    line.push_back(-x / 6);
    residual.push_back(deviation);
  }
  figure.data.add("gradient", "1", "gradient", gradient).add("flux", "1", "net flux", flux);
  figure.data.add("error", "1", "standard error", error).add("fit", "1", "fitted line", line);
  figure.data.add("residual", "1", "standardised residual", residual);
  figure.series = {{"measured", "gradient", "flux", "error", Mark::points, false, 0},
                   {"fit: slope -0.16672(14)", "gradient", "fit", "", Mark::line, false, 1},
                   {"", "gradient", "residual", "", Mark::points, true, 0}};
  return figure;
}

Figure profiles(Noise& noise) {
  Figure figure;
  figure.id = "profile_x";
  figure.title = "A drop spreads";
  figure.caption = "Fraction of the walkers in each layer, and the exact answer on the lattice.";
  figure.x_label = "layer x (ℓ)";
  figure.y_label = "fraction of walkers in a layer";
  std::vector<double> layers;
  for (int i = 0; i <= 100; ++i) layers.push_back(i);
  figure.data.add("layer", "1", "layer", layers);
  int color = 0;
  for (const int time : {20, 100, 500}) {
    const std::string suffix = std::to_string(time);
    std::vector<double> measured, error, exact, residual;
    for (const double x : layers) {
      const double variance = time * 0.6,
                   mean = std::exp(-(x - 50) * (x - 50) / (2 * variance)) / std::sqrt(6.2832 * variance);
      const double sigma = std::sqrt(mean / 20000), deviation = noise();
      measured.push_back(mean + sigma * deviation);
      error.push_back(sigma);
      exact.push_back(mean);
      residual.push_back(mean < 1e-4 ? not_a_number : deviation);
    }
    figure.data.add("measured_" + suffix, "1", "measured", measured)
        .add("error_" + suffix, "1", "error", error);
    figure.data.add("exact_" + suffix, "1", "exact", exact)
        .add("residual_" + suffix, "1", "residual", residual);
    figure.series.push_back({"t = " + suffix + " τ", "layer", "measured_" + suffix, "error_" + suffix,
                             Mark::points, false, color});
    figure.series.push_back({"exact", "layer", "exact_" + suffix, "", Mark::line, false, color});
    figure.series.push_back({"", "layer", "residual_" + suffix, "", Mark::points, true, color});
    ++color;
  }
  return figure;
}

Figure mean_squared_displacement(Noise& noise) {
  Figure figure;
  figure.id = "msd";
  figure.title = "Mean squared displacement";
  figure.caption = "On logarithmic axes diffusion is a straight line of slope one.";
  figure.x_label = "time t (τ)";
  figure.y_label = "⟨r²⟩ (ℓ²)";
  figure.log_x = figure.log_y = true;
  std::vector<double> time, msd, error, exact;
  for (double t = 1; t <= 1e4; t *= 1.7) {
    time.push_back(t);
    exact.push_back(t);
    error.push_back(0.1 * t);
    msd.push_back(t * (1 + 0.1 * noise()));
  }
  figure.data.add("time", "1", "time", time).add("msd", "1", "mean squared displacement", msd);
  figure.data.add("error", "1", "standard error", error).add("exact", "1", "exact", exact);
  figure.series = {{"measured", "time", "msd", "error", Mark::points, false, 0},
                   {"2dDt", "time", "exact", "", Mark::dashed_line, false, 1}};
  return figure;
}

Figure crossings(Noise& noise) {
  Figure figure;
  figure.id = "crossings";
  figure.title = "Forward and backward through plane 50";
  figure.caption = "Two great streams nearly cancel; their small difference is the flux.";
  figure.x_label = "time t (τ)";
  figure.y_label = "crossings in a bin";
  std::vector<double> time, forward, backward, mean;
  for (int i = 0; i < 3000; ++i) {
    time.push_back(i);
    forward.push_back(2e6 * std::exp(-i / 2000.0) + 2e4 * noise());
    backward.push_back(1.8e6 * std::exp(-i / 2000.0) + 2e4 * noise());
    mean.push_back(i > 1000 && i < 1500 ? not_a_number : 1.9e6 * std::exp(-i / 2000.0));
  }
  figure.data.add("time", "1", "time", time).add("forward", "1", "forward", forward);
  figure.data.add("backward", "1", "backward", backward).add("mean", "1", "mean", mean);
  figure.series = {{"forward", "time", "forward", "", Mark::steps, false, 0},
                   {"backward", "time", "backward", "", Mark::steps, false, 1},
                   {"mean, with a gap", "time", "mean", "", Mark::dashed_line, false, 2}};
  return figure;
}

Figure diffusivities() {
  Figure figure;
  figure.id = "diffusivity_by_method";
  figure.title = "D by every method";
  figure.caption = "Ways that share nothing but the walkers agree within their errors.";
  figure.x_label = "method";
  figure.y_label = "D (10⁻⁹ m² s⁻¹)";
  figure.is_categorical = true;
  figure.categories = {"hop law",
                       "counted hops",
                       "mean squared displacement",
                       "flux against gradient over all planes",
                       "slowest Fourier mode",
                       "exit times"};
  figure.reference = 0.166667;
  figure.reference_label = "expected";
  figure.data.add("method", "1", "number of the method", {1, 2, 3, 4, 5, 6});
  figure.data.add("value", "1", "D", {0.166667, 0.16668, 0.16661, 0.16690, 0.1660, not_a_number});
  figure.data.add("error", "1", "standard error", {0.0, 0.00002, 0.00007, 0.00014, 0.0005, not_a_number});
  figure.data.add("residual", "1", "residual", {0, 0.65, -0.8, 1.6, -1.3, not_a_number});
  figure.data.add("law", "1", "D of the hop law", {0.1667, 0.1667, 0.1667, 0.1666, 0.1667, 0.1667});
  figure.series = {{"measured", "method", "value", "error", Mark::points, false, 0},
                   {"hop law", "method", "law", "", Mark::steps, false, 1},
                   {"", "method", "residual", "", Mark::points, true, 0}};
  return figure;
}

Figure convergence() {
  Figure figure;
  figure.id = "convergence";
  figure.title = "The continuum emerges";
  figure.caption = "Halving the spacing quarters the difference.";
  figure.x_label = "spacing ℓ (nm)";
  figure.y_label = "difference from the continuum law, relative";
  figure.log_x = figure.log_y = true;
  figure.data.add("spacing", "nm", "spacing", {1, 0.5, 0.25, 0.125});
  figure.data.add("difference", "1", "difference", {3.1e-5, 7.7e-6, 1.93e-6, 4.8e-7});
  figure.data.add("guide", "1", "second order", {3.1e-5, 7.75e-6, 1.9375e-6, 4.84e-7});
  figure.series = {{"exact answers", "spacing", "difference", "", Mark::points, false, 0},
                   {"second order", "spacing", "guide", "", Mark::line, false, 1}};
  return figure;
}

Figure tiny_values() {
  Figure figure;
  figure.id = "first_passage";
  figure.title = "First passage with \"quotes\", 'ticks' & <b>markup</b>";
  figure.caption = "`date` @macros \\n stay as they are.";
  figure.x_label = "arrival time (τ)";
  figure.y_label = "probability density";
  std::vector<double> time, density;
  for (int i = 0; i < 50; ++i) {
    time.push_back(1000 * i);
    density.push_back(1e-5 * i * std::exp(-0.15 * i));
  }
  figure.data.add("time", "1", "time", time).add("density", "1", "density", density);
  figure.series = {{"it's `date` @x \\n", "time", "density", "", Mark::steps, false, 3}};
  return figure;
}

Figure all_gaps() {
  Figure figure;
  figure.id = "all_gaps";
  figure.title = "Nothing but gaps";
  figure.x_label = "x";
  figure.y_label = "y";
  figure.data.add("x", "1", "x", {1, 2}).add("y", "1", "y", {not_a_number, not_a_number});
  figure.series = {{"empty", "x", "y", "", Mark::points, false, 0}};
  return figure;
}

Figure no_rows() {
  Figure figure = all_gaps();
  figure.id = "no_rows";
  figure.title = "No rows";
  figure.log_y = true;
  figure.data = {};
  figure.data.add("x", "1", "x", std::vector<double>{}).add("y", "1", "y", std::vector<double>{});
  return figure;
}

Figure only_reference() {
  Figure figure;
  figure.id = "constant";
  figure.title = "A constant";
  figure.x_label = "time t (τ)";
  figure.y_label = "entropy S";
  figure.data.add("x", "1", "x", {0, 1, 2, 3}).add("y", "1", "y", {6.5, 6.5, 6.5, 6.5});
  figure.series = {{"measured", "x", "y", "", Mark::points, false, 4}};
  figure.reference = 6.5;
  figure.reference_label = "ln V";
  return figure;
}

Verdict sampling_verdict() {
  Verdict verdict;
  verdict.topic = Topic::fick_first_law;
  verdict.name = "fick_first_law_slope_x";
  verdict.law = "Fick's first law";
  verdict.statement = "J = -D ∂c/∂x: slope";
  verdict.measured = 0.16672;
  verdict.error = 0.00014;
  verdict.expected = 1.0 / 6;
  verdict.unit = "nm2 ps-1";
  verdict.statistic = Statistic::z;
  verdict.statistic_value = 0.38;
  verdict.p_value = 0.703;
  verdict.adjusted_p_value = 1;
  verdict.resolution = 0.0006;
  verdict.tolerance = 0.00167;
  verdict.outcome = Outcome::consistent;
  verdict.explanation = "Walkers flow down the gradient at the rate that Fick's first law says.";
  return verdict;
}

}  // namespace

Results results() {
  Results results;
  Experiment& experiment = results.experiment;
  experiment.heading.name = "04_drop.toml";
  experiment.heading.title = "A drop <script>alert(1)</script> spreading";
  experiment.heading.question = "Does it \"spread\" & obey?";
  experiment.heading.text =
      "title = \"A drop <script>alert(1)</script> spreading\"\n\n[lattice]\nkind = \"square\"\nshape = [101, "
      "101]\n";
  experiment.system.lattice.dimension = 2;
  experiment.sampling.num_batches = 3;
  experiment.sampling.seed = 18446744073709551615U;
  experiment.system.steps = 1000;
  for (int batch = 0; batch < 2; ++batch) {
    BatchTallies tallies;
    tallies.started = 500'000;
    tallies.choices = Counts(1, 5);
    for (std::size_t i = 0; i < 5; ++i) tallies.choices(0, i) = 100'000'000;
    results.batch_numbers.push_back(batch);
    results.batches.push_back(tallies);
  }
  results.provenance = {"2025-01-01T12:00:00Z", "0.1.0",   "0123abc", "GNU 12.2.0", "Release", "A processor",
                        "Linux x86_64",         "walkers", "walkers", "1",          2,         12.5};
  return results;
}

Analysis analysis() {
  Analysis analysis;
  analysis.verdicts.push_back(sampling_verdict());

  Verdict fit;
  fit.topic = Topic::fick_second_law;
  fit.name = "fick_second_law_x";
  fit.law = "Fick's second law";
  fit.statement = "∂c/∂t = D ∂²c/∂x²: the profile against the exact lattice answer";
  fit.statistic = Statistic::chi_square;
  fit.statistic_value = 1234.5;
  fit.degrees_of_freedom = 99;
  fit.p_value = 3.2e-9;
  fit.adjusted_p_value = 9.6e-9;
  fit.resolution = 0.004;
  fit.tolerance = 0.01;
  fit.outcome = Outcome::inconsistent;
  fit.explanation = "The profile differs from the one that the law gives.";
  analysis.verdicts.push_back(fit);

  Verdict exact;
  exact.topic = Topic::continuity;
  exact.name = "continuity";
  exact.law = "Continuity";
  exact.statement = "n(t₂) - n(t₁) = what came in - what went out, in each layer and bin";
  exact.rung = Rung::exact;
  exact.measured = 0;
  exact.expected = 0;
  exact.unit = "1";
  exact.statistic = Statistic::exact;
  exact.outcome = Outcome::consistent;
  exact.explanation = "No walker is lost.";
  analysis.verdicts.push_back(exact);

  Verdict undecided = sampling_verdict();
  undecided.topic = Topic::advection;
  undecided.name = "drift_x";
  undecided.law = "No drift";
  undecided.statement = "⟨x⟩ = v t";
  undecided.measured = 0.3;
  undecided.error = 1.25;
  undecided.expected = 0;
  undecided.outcome = Outcome::inconclusive;
  undecided.explanation = "";
  analysis.verdicts.push_back(undecided);

  Verdict order;
  order.topic = Topic::continuum;
  order.name = "emergence_order_x";
  order.law = "The continuum emerges";
  order.statement = "lattice - continuum ∝ ℓ²: order";
  order.rung = Rung::discretisation;
  order.measured = 1.998;
  order.expected = 2;
  order.unit = "1";
  order.statistic = Statistic::difference;
  order.statistic_value = 0.002;
  order.outcome = Outcome::consistent;
  order.explanation = "Halving the spacing quarters the difference.";
  analysis.verdicts.push_back(order);
  analysis.outcome = Outcome::inconsistent;

  Estimate slope;
  slope.name = "diffusivity_from_flux_x";
  slope.symbol = "D_xx";
  slope.method = "Slope of the net flux against the gradient, over all planes and times.";
  slope.value = 0.16672;
  slope.standard_error = 0.00014;
  slope.expected = 1.0 / 6;
  slope.unit = "nm2 ps-1";
  slope.batches = 32;
  analysis.estimates.push_back(slope);

  Estimate given;
  given.name = "diffusivity_from_hop_law_x";
  given.symbol = "D_xx";
  given.method = "From the hop law.";
  given.origin = Origin::given;
  given.expected = 0.45;
  given.unit = "nm2 ps-1";
  analysis.estimates.push_back(given);

  Estimate missing;
  missing.name = "diffusivity_from_exits";
  missing.symbol = "D";
  missing.not_applicable = "No face lets walkers out.";
  analysis.estimates.push_back(missing);

  analysis.figures = figures();
  return analysis;
}

std::vector<Figure> figures() {
  Noise noise;
  return {flux_against_gradient(noise),
          profiles(noise),
          mean_squared_displacement(noise),
          crossings(noise),
          diffusivities(),
          convergence(),
          tiny_values(),
          only_reference(),
          all_gaps(),
          no_rows()};
}

}  // namespace fluxwalk::sample
