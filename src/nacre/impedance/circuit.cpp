#include "nacre/impedance/circuit.hpp"

#include <algorithm>
#include <map>
#include <numbers>

#include "nacre/impedance/dual.hpp"

namespace nacre::impedance {

void Circuit::evaluate(std::span<const double> frequency_Hz, std::span<const double> parameters, Complex* z,
                       Complex* dz) const {
  const std::size_t points = frequency_Hz.size();
  std::vector<double> omega(frequency_Hz.begin(), frequency_Hz.end());
  for (double& w : omega) {
    w *= 2.0 * std::numbers::pi;
  }
  // The impedances of every node; the last is the whole.
  std::vector<Complex> all((nodes_.size() - 1) * points);
  const auto values_of = [&](std::size_t node) { return node + 1 < nodes_.size() ? &all[node * points] : z; };
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    const auto& node = nodes_[k];
    Complex* values = values_of(k);
    if (node.kind == Node::Kind::element) {
      node.element->evaluate(omega, parameters.data() + node.first, values,
                             dz == nullptr ? nullptr : dz + node.first * points);
      continue;
    }
    std::fill(values, values + points, Complex());
    for (const std::size_t child : node.children) {
      const Complex* part = values_of(child);
      for (std::size_t i = 0; i < points; ++i) {
        values[i] += node.kind == Node::Kind::series ? part[i] : inverse(part[i]);
      }
    }
    if (node.kind == Node::Kind::series) {
      continue;
    }
    for (std::size_t i = 0; i < points; ++i) {
      values[i] = inverse(values[i]);
    }
    for (const std::size_t child : node.children) {
      const Complex* part = values_of(child);
      for (std::size_t i = 0; dz != nullptr && i < points; ++i) {
        const Complex share = times(values[i], inverse(part[i]));
        const Complex square = times(share, share);
        for (std::size_t p = nodes_[child].first; p < nodes_[child].last; ++p) {
          dz[p * points + i] = times(dz[p * points + i], square);
        }
      }
    }
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
