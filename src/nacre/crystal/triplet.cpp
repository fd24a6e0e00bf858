#include "nacre/crystal/triplet.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <numeric>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

constexpr int grid = 24;

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw UsageError(fmt::format("'{}' is no symmetry operation: {}", text.substr(0, 60), why),
                   "write it as in '-x,y+1/2,-z'");
}

// One of the three parts: a sum of signed terms, each a letter, a number or a fraction.
class Part {
 public:
  Part(std::string_view whole, std::string_view part) : whole_(whole) {
    for (const char c : part) {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) {
        text_ += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
    }
  }

  void read(Operation& operation, int row) {
    if (text_.empty()) {
      refuse(whole_, "a part is empty");
    }
    double translation = 0.0;
    while (at_ < text_.size()) {
      const double sign = text_[at_] == '-' ? -1.0 : 1.0;
      if (text_[at_] == '-' || text_[at_] == '+') {
        ++at_;
      } else if (at_ > 0) {
        refuse(whole_, "a sign is missing");
      }
      if (at_ < text_.size() && text_[at_] >= 'x' && text_[at_] <= 'z') {
        operation.rotation(row, text_[at_] - 'x') += static_cast<int>(sign);
        ++at_;
        continue;
      }
      double value = number();
      if (at_ < text_.size() && text_[at_] == '/') {
        ++at_;
        value /= number();
      }
      translation += sign * value;
    }
    const double nearest = std::round(translation * grid);
    // 0.333 stands for 1/3.
    if (!(std::abs(translation * grid - nearest) < 0.05) || !(std::abs(translation) < 100.0)) {
      refuse(whole_, "a translation is no multiple of 1/24");
    }
    const int steps = static_cast<int>(nearest) % grid;
    operation.translation(row) = (steps + grid) % grid / static_cast<double>(grid);
  }

 private:
  double number() {
    double value = 0.0;
    const auto [end, error] =
        std::from_chars(text_.data() + at_, text_.data() + text_.size(), value, std::chars_format::fixed);
    if (error != std::errc{}) {
      refuse(whole_, "a letter other than x, y, z, or a number is missing");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  std::string_view whole_;
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

Operation parse_triplet(std::string_view text) {
  const auto first = text.find(','), second = text.rfind(',');
  if (first == std::string_view::npos || first == second ||
      text.substr(first + 1, second - first - 1).find(',') != std::string_view::npos) {
    refuse(text, "three parts between two commas are expected");
  }
  Operation operation{Eigen::Matrix3i::Zero(), Eigen::Vector3d::Zero()};
  Part(text, text.substr(0, first)).read(operation, 0);
  Part(text, text.substr(first + 1, second - first - 1)).read(operation, 1);
  Part(text, text.substr(second + 1)).read(operation, 2);
  const auto& r = operation.rotation;
  const int determinant = r.row(0).dot(r.row(1).cross(r.row(2)));
  if (r.cwiseAbs().maxCoeff() > 4 || std::abs(determinant) != 1) {
    refuse(text, "it changes the volume");
  }
  return operation;
}

std::string triplet(const Operation& operation) {
  std::string text;
  for (int row = 0; row < 3; ++row) {
    std::string part;
    for (int column = 0; column < 3; ++column) {
      const int factor = operation.rotation(row, column);
      for (int i = 0; i < std::abs(factor); ++i) {
        part += factor < 0 ? "-" : part.empty() ? "" : "+";
        part += static_cast<char>('x' + column);
      }
    }
    if (const int steps = static_cast<int>(std::lround(operation.translation(row) * grid)); steps != 0) {
      const int common = std::gcd(steps, grid);
      part += fmt::format("{}{}/{}", part.empty() ? "" : "+", steps / common, grid / common);
    }
    text += (row == 0 ? "" : ",") + (part.empty() ? "0" : part);
  }
  return text;
}

}  // namespace nacre::crystal
