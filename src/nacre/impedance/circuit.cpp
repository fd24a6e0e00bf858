#include "nacre/impedance/circuit.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numbers>

namespace nacre::impedance {

using Complex = std::complex<double>;

// values: one for each node.
Complex Circuit::at(Complex s, const double* parameters, Complex* dz, Complex* values) const {
  std::array<Complex, 8> slopes;
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const auto& node = nodes_[k];
    Complex sum{};
    switch (node.kind) {
      case Node::Kind::element:
        node.element->evaluate(s, parameters + node.first, values[k],
                               dz != nullptr ? dz + node.first : slopes.data());
        continue;
      case Node::Kind::series:
        for (const std::size_t child : node.children) {
          sum += values[child];
        }
        values[k] = sum;
        continue;
      case Node::Kind::parallel:
        for (const std::size_t child : node.children) {
          sum += 1.0 / values[child];
        }
        values[k] = 1.0 / sum;
        for (const std::size_t child : node.children) {
          const Complex share = values[k] / values[child];
          for (std::size_t p = nodes_[child].first; dz != nullptr && p < nodes_[child].last; ++p) {
            dz[p] *= share * share;
          }
        }
    }
  }
  return values[nodes_.size() - 1];
}

void Circuit::evaluate(std::span<const double> frequency_Hz, std::span<const double> parameters, Complex* z,
                       Complex* dz) const {
  std::vector<Complex> values(nodes_.size());
  for (std::size_t i = 0; i < frequency_Hz.size(); ++i) {
    const Complex s(0.0, 2.0 * std::numbers::pi * frequency_Hz[i]);
    z[i] = at(s, parameters.data(), dz == nullptr ? nullptr : dz + i * parameters_.size(), values.data());
  }
}

std::vector<Complex> Circuit::impedances(std::span<const double> frequency_Hz,
                                         std::span<const double> parameters) const {
  std::vector<Complex> result(frequency_Hz.size());
  evaluate(frequency_Hz, parameters, result.data());
  return result;
}

std::string Circuit::shape(std::size_t node) const {
  const auto& n = nodes_[node];
  if (n.kind == Node::Kind::element) {
    return std::string(n.element->symbol);
  }
  std::vector<std::string> parts;
  for (const std::size_t child : n.children) {
    parts.push_back(shape(child));
  }
  std::string result = n.kind == Node::Kind::series ? "[" : "(";
  for (const auto& part : parts) {
    result += part + " ";
  }
  return result;
}

std::vector<Circuit::Twins> Circuit::twins() const {
  std::vector<Twins> result;
  for (const auto& node : nodes_) {
    if (node.kind != Node::Kind::series) {
      continue;
    }
    std::map<std::string, Twins> by_shape;
    for (const std::size_t child : node.children) {
      if (nodes_[child].last - nodes_[child].first > 1) {
        auto& twins = by_shape[shape(child)];
        twins.first.push_back(nodes_[child].first);
        twins.length = nodes_[child].last - nodes_[child].first;
      }
    }
    for (auto& [shape, twins] : by_shape) {
      if (twins.first.size() > 1) {
        result.push_back(std::move(twins));
      }
    }
  }
  return result;
}

}  // namespace nacre::impedance
