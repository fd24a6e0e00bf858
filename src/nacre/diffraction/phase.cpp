#include "nacre/diffraction/phase.hpp"

#include <algorithm>
#include <map>
#include <numbers>
#include <tuple>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

// The coefficients of a point of a subspace.
std::vector<double> coordinates(const Eigen::MatrixXd& basis, const Eigen::VectorXd& value) {
  const Eigen::VectorXd solved = basis.colPivHouseholderQr().solve(value);
  return {solved.data(), solved.data() + solved.size()};
}

Eigen::VectorXd point(const Eigen::MatrixXd& basis, const std::vector<double>& free) {
  return basis * Eigen::Map<const Eigen::VectorXd>(free.data(), static_cast<Eigen::Index>(free.size()));
}

}  // namespace

Phase::Phase(crystal::Structure known, Intensities kind) : structure(std::move(known)), intensities(kind) {
  if (kind == Intensities::structure && structure.sites.empty()) {
    throw UsageError(structure.name + " has no atoms: its intensities cannot be calculated",
                     "fit it by Le Bail's or Pawley's method");
  }
  cell_basis = structure.group.cell_basis();
  const auto tensor = crystal::reciprocal_tensor(structure.cell);
  cell = coordinates(cell_basis, Eigen::Map<const Eigen::Matrix<double, 6, 1>>(tensor.data()));
  for (const auto& site : structure.sites) {
    FreeSite free;
    free.reference = site.position;
    free.position_basis = structure.group.site_basis(site.position);
    free.position.assign(static_cast<std::size_t>(free.position_basis.cols()), 0.0);
    free.occupancy = site.occupancy;
    if (site.u_aniso) {
      free.displacement_basis = structure.group.displacement_basis(site.position);
      free.displacement = coordinates(free.displacement_basis,
                                      Eigen::Map<const Eigen::Matrix<double, 6, 1>>(site.u_aniso->data()));
    } else {
      free.displacement_basis = Eigen::MatrixXd::Identity(1, 1);
      free.displacement = {site.u_iso};
    }
    for (std::size_t k = 0; k < sites.size() && free.follows < 0; ++k) {
      const bool same = (sites[k].reference - free.reference).norm() < 1e-4 &&
                        sites[k].displacement.size() == free.displacement.size();
      free.follows = same ? static_cast<int>(k) : -1;
    }
    sites.push_back(std::move(free));
  }
  quartic_basis_ = structure.group.quartic_basis();
  update();
}

void Phase::update() {
  const Eigen::VectorXd values = point(cell_basis, cell);
  crystal::ReciprocalTensor tensor;
  std::copy(values.data(), values.data() + 6, tensor.begin());
  structure.cell = crystal::unit_cell(tensor);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    auto& site = structure.sites[i];
    site.occupancy = sites[i].occupancy;
    const auto& free = sites[i].follows < 0 ? sites[i] : sites[static_cast<std::size_t>(sites[i].follows)];
    site.position = free.reference;
    if (!free.position.empty()) {
      site.position += point(free.position_basis, free.position);
    }
    const Eigen::VectorXd u = point(free.displacement_basis, free.displacement);
    if (site.u_aniso) {
      std::copy(u.data(), u.data() + 6, site.u_aniso->begin());
    } else {
      site.u_iso = u(0);
    }
  }
}

void Phase::list_reflections(double d_min, double d_max, crystal::Probe probe, double wavelength) {
  take_reflections(crystal::reflections(structure.cell, structure.group, d_min, d_max), probe, wavelength);
}

void Phase::take_reflections(std::vector<crystal::Reflection> list, crystal::Probe probe, double wavelength) {
  std::map<std::tuple<int, int, int>, double> known;
  for (std::size_t k = 0; k < reflections.size() && k < free_intensities.size(); ++k) {
    const auto& h = reflections[k].hkl;
    known[{h(0), h(1), h(2)}] = free_intensities[k];
  }
  reflections = std::move(list);
  std::vector<Eigen::Vector3i> hkl;
  broadening_geometry_.clear();
  for (const auto& reflection : reflections) {
    hkl.push_back(reflection.hkl);
    broadening_geometry_.push_back(
        broadening_geometry(structure.cell, quartic_basis_, broadening, reflection.hkl));
  }
  if (broadening.strain_model == StrainModel::stephens) {
    broadening.stephens.resize(static_cast<std::size_t>(quartic_basis_.cols()), 0.0);
  }
  texture_geometry_ = texture_geometry(structure, texture, hkl);
  if (texture.order > 0 && !texture_geometry_.empty()) {
    texture.harmonics.resize(static_cast<std::size_t>(texture_geometry_.front().harmonics.size()), 0.0);
  }
  if (intensities == Intensities::structure) {
    calculator_ =
        std::make_shared<const crystal::StructureFactorCalculator>(structure, reflections, probe, wavelength);
    return;
  }
  free_intensities.clear();
  for (const auto& h : hkl) {
    const auto found = known.find({h(0), h(1), h(2)});
    free_intensities.push_back(found == known.end() ? 1.0 : found->second);
  }
}

void Phase::set_isotropic_strain(double strain) {
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(broadening_geometry_.size()), quartic_basis_.cols());
  for (Eigen::Index k = 0; k < rows.rows(); ++k) {
    rows.row(k) = broadening_geometry_[static_cast<std::size_t>(k)].quartic.transpose();
  }
  const Eigen::VectorXd square = Eigen::VectorXd::Constant(rows.rows(), strain * strain);
  const Eigen::VectorXd solved = rows.completeOrthogonalDecomposition().solve(square);
  broadening.stephens.assign(solved.data(), solved.data() + solved.size());
}

Phase::Strengths Phase::strengths(bool with_derivatives) const {
  Strengths result;
  if (intensities != Intensities::structure) {
    result.value = free_intensities;
    return result;
  }
  auto factors = calculator_->evaluate(structure, with_derivatives);
  result.value = std::move(factors.squared);
  result.by_site = std::move(factors.derivatives);
  for (std::size_t k = 0; k < reflections.size(); ++k) {
    const double d = reflections[k].d;
    // exp(-16 pi^2 U s^2), s^2 = 1/(4 d^2)
    const double damping =
        std::exp(-4.0 * std::numbers::pi * std::numbers::pi * overall_displacement / (d * d));
    result.value[k] *= reflections[k].multiplicity * damping;
    if (with_derivatives) {
      result.by_site.row(static_cast<Eigen::Index>(k)) *= reflections[k].multiplicity * damping;
    }
  }
  return result;
}

}  // namespace nacre::diffraction
