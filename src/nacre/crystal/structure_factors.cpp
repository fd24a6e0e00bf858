#include "nacre/crystal/structure_factors.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/numerics/clones.hpp"

namespace nacre::crystal {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Triples = Eigen::Array<double, Eigen::Dynamic, 3>;

constexpr double pi = std::numbers::pi;

// cos(2 pi u) and sin(2 pi u) of many u at once: u less the nearest quarter turn, then the Taylor series on
// |x| <= pi/4, of which what is left out is below 1e-16. Plain arithmetic, so that the compiler makes vectors
// of it.
NACRE_VECTOR_CLONES void cosines_and_sines(Index size, const double* turns, double* cosine, double* sine) {
  constexpr double rounding = 6755399441055744.0;  // 1.5 2^52: adding and taking it away rounds to an integer
  for (Index i = 0; i < size; ++i) {
    const double quarter = (4.0 * turns[i] + rounding) - rounding;
    const double x = (turns[i] - 0.25 * quarter) * (2.0 * pi), y = x * x;
    const double s =
        x * (1.0 +
             y * (-1.0 / 6.0 +
                  y * (1.0 / 120.0 + y * (-1.0 / 5040.0 +
                                          y * (1.0 / 362880.0 + y * (-1.0 / 39916800.0 +
                                                                     y * (1.0 / 6227020800.0 +
                                                                          y * (-1.0 / 1307674368000.0))))))));
    const double c =
        1.0 +
        y * (-0.5 + y * (1.0 / 24.0 +
                         y * (-1.0 / 720.0 +
                              y * (1.0 / 40320.0 +
                                   y * (-1.0 / 3628800.0 +
                                        y * (1.0 / 479001600.0 +
                                             y * (-1.0 / 87178291200.0 + y * (1.0 / 20922789888000.0))))))));
    // quarter mod 4 as two bits: odd, then half a turn.
    const double half = ((0.5 * quarter - 0.25) + rounding) - rounding;  // floor(quarter/2)
    const double odd = quarter - 2.0 * half;
    const double full = ((0.5 * half - 0.25) + rounding) - rounding;
    const double sign = 1.0 - 2.0 * (half - 2.0 * full);
    cosine[i] = sign * (c + odd * (-s - c));
    sine[i] = sign * (s + odd * (c - s));
  }
}

}  // namespace

StructureFactorCalculator::StructureFactorCalculator(const Structure& structure,
                                                     std::span<const Reflection> reflections, Probe probe,
                                                     double wavelength) {
  const auto size = static_cast<Index>(reflections.size());
  hkl_.resize(size, 3);
  for (Index i = 0; i < size; ++i) {
    hkl_.row(i) = reflections[static_cast<std::size_t>(i)].hkl.cast<double>().transpose().array();
  }
  const auto& operations = structure.group.operations();
  centric_ = structure.group.centrosymmetric();

  // One operation of each rotation, and of each pair R, -R where there is an inversion.
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  std::vector<Eigen::Vector3d> centring;
  for (const Operation& o : operations) {
    if (o.rotation == Eigen::Matrix3i::Identity()) {
      centring.push_back(o.translation);
    } else if (o.rotation == -Eigen::Matrix3i::Identity()) {
      centre = 0.5 * o.translation;
    }
  }
  std::vector<Operation> chosen;
  for (const Operation& o : operations) {
    const bool known = std::ranges::any_of(chosen, [&](const Operation& other) {
      return other.rotation == o.rotation || (centric_ && other.rotation == -o.rotation);
    });
    if (!known) {
      chosen.push_back({o.rotation, o.translation - centre});
    }
  }
  present_ = ArrayXd::Ones(size);
  for (const Eigen::Vector3d& t : centring) {
    const ArrayXd turns = (hkl_.matrix() * t).array();
    present_ *= ((turns - turns.round()).abs() < 1e-3).cast<double>();
  }
  for (const Operation& o : chosen) {
    rotations_.push_back(
        {(hkl_.matrix() * o.rotation.cast<double>()).array(), (hkl_.matrix() * o.translation).array()});
  }

  const auto lattice = [&](const Eigen::Vector3d& difference) {
    return std::ranges::any_of(centring, [&](const Eigen::Vector3d& t) {
      const Eigen::Array3d rest = (difference - t).array();
      return (rest - rest.round()).abs().maxCoeff() < 1e-3;
    });
  };
  std::vector<Species> kinds;
  std::size_t column = 0;
  for (const Site& site : structure.sites) {
    Orbit orbit{};
    std::vector<Eigen::Vector3d> positions;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const Eigen::Vector3d x = chosen[i].rotation.cast<double>() * site.position + chosen[i].translation;
      const bool known = std::ranges::any_of(positions, [&](const Eigen::Vector3d& other) {
        return lattice(x - other) || (centric_ && lattice(x + other));
      });
      if (!known) {
        positions.push_back(x);
        orbit.rotations.push_back(i);
      }
    }
    orbit.weight = structure.group.multiplicity(site.position) / static_cast<double>(orbit.rotations.size());
    orbits_.push_back(std::move(orbit));

    const auto kind = std::ranges::find(kinds, site.species);
    species_.push_back(static_cast<std::size_t>(kind - kinds.begin()));
    if (kind == kinds.end()) {
      kinds.push_back(site.species);
      factors_.push_back(form_factor(site.species, probe, wavelength));
    }
    const int displacements = site.u_aniso ? 6 : 1;
    columns_.push_back({column, column + 3, column + 4, displacements});
    column += 4 + static_cast<std::size_t>(displacements);
  }
}

StructureFactors StructureFactorCalculator::evaluate(const Structure& structure,
                                                     bool with_derivatives) const {
  if (structure.sites.size() != columns_.size()) {
    throw UsageError("a structure with other sites than those that the calculator was made for");
  }
  const Index size = hkl_.rows();
  const Eigen::Matrix3d g = structure.cell.reciprocal_metric();
  const Eigen::Vector3d lengths = g.diagonal().cwiseSqrt();  // a*, b*, c*
  const ArrayXd s_squared = 0.25 * ((hkl_.matrix() * g).array() * hkl_).rowwise().sum();

  std::vector<ArrayXd> amplitudes;  // f + f' of each species
  for (const FormFactor& factor : factors_) {
    ArrayXd f = ArrayXd::Constant(size, factor.c + factor.f_prime);
    for (int k = 0; k < 5; ++k) {
      if (factor.a[k] != 0.0) {
        f += factor.a[k] * (-factor.b[k] * s_squared).exp();
      }
    }
    amplitudes.push_back(std::move(f));
  }

  // First the four sums; the sums of each site are kept where derivatives are asked for.
  const std::size_t sites = columns_.size();
  ArrayXd p_cos = ArrayXd::Zero(size), p_sin = p_cos, q_cos = p_cos, q_sin = p_cos;
  ArrayXd turns(size), cosine(size), sine(size), damping(size);
  struct Kept {
    ArrayXd cosine, sine;                      // A and B, damped, of full occupancy
    Eigen::ArrayXXd cosine_slope, sine_slope;  // their derivatives by x, y, z and, anisotropic, by U
  };
  std::vector<Kept> kept(sites);
  for (std::size_t n = 0; n < sites; ++n) {
    const Site& site = structure.sites[n];
    const bool anisotropic = columns_[n].displacements == 6;
    if (anisotropic != site.u_aniso.has_value()) {
      throw UsageError("site '" + site.label + "' has become isotropic or anisotropic");
    }
    Kept& k = kept[n];
    k.cosine = k.sine = ArrayXd::Zero(size);
    const Index slopes = with_derivatives ? (anisotropic ? 9 : 3) : 0;
    k.cosine_slope = k.sine_slope = Eigen::ArrayXXd::Zero(size, slopes);
    for (const std::size_t r : orbits_[n].rotations) {
      const Rotation& rotation = rotations_[r];
      turns = rotation.phase + (rotation.hkl.matrix() * site.position).array();
      cosines_and_sines(size, turns.data(), cosine.data(), sine.data());
      Eigen::ArrayXXd products;  // 2 pi^2 times what multiplies U_ij, negative
      if (anisotropic) {
        const Triples h = rotation.hkl.rowwise() * lengths.transpose().array();
        products.resize(size, 6);
        products.leftCols(3) = -2.0 * pi * pi * h.square();
        products.col(3) = -4.0 * pi * pi * h.col(0) * h.col(1);
        products.col(4) = -4.0 * pi * pi * h.col(0) * h.col(2);
        products.col(5) = -4.0 * pi * pi * h.col(1) * h.col(2);
        damping = (products.matrix() * Eigen::Map<const Eigen::Matrix<double, 6, 1>>(site.u_aniso->data()))
                      .array()
                      .exp();
        cosine *= damping;
        sine *= damping;
      }
      k.cosine += cosine;
      if (!centric_) {
        k.sine += sine;
      }
      for (Index i = 0; i < slopes; ++i) {
        if (i < 3) {
          k.cosine_slope.col(i) -= 2.0 * pi * rotation.hkl.col(i) * sine;
        } else {
          k.cosine_slope.col(i) += products.col(i - 3) * cosine;
        }
        if (!centric_) {
          if (i < 3) {
            k.sine_slope.col(i) += 2.0 * pi * rotation.hkl.col(i) * cosine;
          } else {
            k.sine_slope.col(i) += products.col(i - 3) * sine;
          }
        }
      }
    }
    damping = orbits_[n].weight * present_;
    if (!anisotropic) {
      damping *= (-8.0 * pi * pi * site.u_iso * s_squared).exp();
    }
    k.cosine *= damping;
    k.sine *= damping;
    k.cosine_slope.colwise() *= damping;
    k.sine_slope.colwise() *= damping;
    const ArrayXd p = site.occupancy * amplitudes[species_[n]];
    const double q = site.occupancy * factors_[species_[n]].f_second;
    p_cos += p * k.cosine;
    q_cos += q * k.cosine;
    if (!centric_) {
      p_sin += p * k.sine;
      q_sin += q * k.sine;
    }
  }

  StructureFactors result;
  result.squared.resize(static_cast<std::size_t>(size));
  Eigen::Map<ArrayXd>(result.squared.data(), size) =
      p_cos.square() + p_sin.square() + q_cos.square() + q_sin.square();
  if (!with_derivatives) {
    return result;
  }
  result.derivatives.resize(
      size,
      sites == 0 ? 0 : static_cast<Index>(columns_.back().displacement) + columns_.back().displacements);
  for (std::size_t n = 0; n < sites; ++n) {
    const Kept& k = kept[n];
    const double occupancy = structure.sites[n].occupancy, second = factors_[species_[n]].f_second;
    // d|F|^2 = by_cos dA + by_sin dB, of full occupancy.
    const ArrayXd by_cos = 2.0 * (amplitudes[species_[n]] * p_cos + second * q_cos);
    const ArrayXd by_sin = 2.0 * (amplitudes[species_[n]] * p_sin + second * q_sin);
    const auto slope = [&](Index i) -> ArrayXd {
      ArrayXd sum = by_cos * k.cosine_slope.col(i);
      if (!centric_) {
        sum += by_sin * k.sine_slope.col(i);
      }
      return occupancy * sum;
    };
    const auto position = static_cast<Index>(columns_[n].position);
    for (Index i = 0; i < 3; ++i) {
      result.derivatives.col(position + i) = slope(i).matrix();
    }
    ArrayXd by_occupancy = by_cos * k.cosine;
    if (!centric_) {
      by_occupancy += by_sin * k.sine;
    }
    result.derivatives.col(static_cast<Index>(columns_[n].occupancy)) = by_occupancy.matrix();
    const auto displacement = static_cast<Index>(columns_[n].displacement);
    if (columns_[n].displacements == 1) {
      result.derivatives.col(displacement) = (-8.0 * pi * pi * occupancy * s_squared * by_occupancy).matrix();
    } else {
      for (Index i = 0; i < 6; ++i) {
        result.derivatives.col(displacement + i) = slope(3 + i).matrix();
      }
    }
  }
  return result;
}

}  // namespace nacre::crystal
