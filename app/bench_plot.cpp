#include "bench_plot.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fluxwalk/error.hpp"
#include "progress.hpp"

namespace fluxwalk::app {
namespace {

/// A text in gnuplot's single quotes.
std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, 1, '\'');
  return "'" + text + "'";
}

const char* colour(const std::string& name) {
  return name == "random-bits" ? "0x9AA5B1" : name.starts_with("box") ? "0x1F6FB2" : "0xD9822B";
}

std::string script(const std::vector<bench::Rates>& rates, int threads, const std::string& file) {
  double lowest = rates.front().one_thread;
  for (const bench::Rates& one : rates) lowest = std::min(lowest, one.one_thread);
  const double left = std::pow(10, std::floor(std::log10(lowest)));

  // Name, one thread, all threads, colour, label.
  std::string text = "$rates << END\n";
  for (const bench::Rates& one : rates)
    text += fmt::format("{} {:.6g} {:.6g} {} \"{}\"\n", one.name, one.one_thread, one.all_threads,
                        colour(one.name), with_si_prefix(one.one_thread));
  text += "END\n";
  text += fmt::format("set terminal {} size 900,{} font 'Helvetica,{}' background '#FFFFFF'\n",
                      file.ends_with(".png") ? "pngcairo" : "svg", 90 + 34 * rates.size(),
                      file.ends_with(".png") ? 11 : 13);
  text += fmt::format("set output {}\n", quoted(file));
  text += fmt::format("set title 'Hops a second (random-bits: bits); dark: 1 thread, pale: {} threads'\n",
                      threads);
  text += "set style fill solid noborder\nunset key\nset border 1\nset tics nomirror scale 0.6,0.3\n";
  text += "set grid xtics linecolor rgb '#E4E7EB'\nset logscale x\nset format x '10^{%T}'\n";
  text +=
      fmt::format("set xrange [{}:*]\nset yrange [{}:-0.6]\n", left, static_cast<double>(rates.size()) - 0.4);
  text += fmt::format(
      "plot $rates using 3:0:({0}):3:($0-0.38):($0+0.38):(column(4)+0):ytic(1) with boxxyerror fillstyle "
      "transparent solid 0.35 linecolor rgb variable, \\\n"
      "  '' using 2:0:({0}):2:($0-0.38):($0+0.38):(column(4)+0) with boxxyerror linecolor rgb variable, \\\n"
      "  '' using ({0} * 1.1):0:5 with labels left textcolor rgb '#FFFFFF'\n",
      left);
  return text;
}

}  // namespace

std::string plot_complaint(const std::string& file) {
  if (file.ends_with(".svg") || file.ends_with(".png")) return "";
  return fmt::format("'{}' ends neither in .svg nor in .png", file);
}

void plot_rates(const std::vector<bench::Rates>& rates, int threads, OutputFile& file) {
  // A separate folder, with a file name that gnuplot recognises as the kind of picture.
  const std::filesystem::path folder =
      unique_beside(std::filesystem::temp_directory_path() / "fluxwalk-plot", "-");
  const std::filesystem::path drawn = folder / ("plot" + file.path().extension().string());
  std::filesystem::create_directory(folder);
  try {
    const std::string text = script(rates, threads, drawn.string());
    std::FILE* gnuplot = popen("exec gnuplot -d", "w");
    if (gnuplot == nullptr) throw FileError("gnuplot could not be started");
    const bool is_written = std::fwrite(text.data(), 1, text.size(), gnuplot) == text.size();
    if (pclose(gnuplot) != 0 || !is_written)
      throw FileError(file.path().string() + ": gnuplot could not draw it");
    std::ifstream stream(drawn, std::ios::binary);
    const std::string picture(std::istreambuf_iterator<char>(stream), {});
    if (picture.empty()) throw FileError(file.path().string() + ": gnuplot could not draw it");
    file.replace(picture);
  } catch (...) {
    std::filesystem::remove_all(folder);
    throw;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace fluxwalk::app
