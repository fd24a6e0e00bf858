// Unit cells and what moves them.
#include "nacre/crystal/unit_cell.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

const UnitCell triclinic{5.3, 6.1, 7.7, 81.0, 97.0, 103.0};

TEST(UnitCells, VolumesAndSpacings) {
  const UnitCell hexagonal{2.975, 2.975, 16.0, 90, 90, 120};
  EXPECT_NEAR(hexagonal.volume(), std::sqrt(0.75) * 2.975 * 2.975 * 16.0, 1e-10);
  EXPECT_NEAR(hexagonal.inverse_d_squared({1, 0, 4}), 4.0 / 3.0 / (2.975 * 2.975) + 16.0 / 256.0, 1e-14);
  const Eigen::Matrix3d m = triclinic.orthogonalization();
  EXPECT_TRUE((m.transpose() * m).isApprox(triclinic.metric(), 1e-14));
  EXPECT_NEAR(m.determinant(), triclinic.volume(), 1e-10);
}

TEST(UnitCells, ThereAndBack) {
  const UnitCell back = unit_cell(reciprocal_tensor(triclinic));
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(back.values()[i], triclinic.values()[i], 1e-10);
  }
  EXPECT_THROW(unit_cell({1, 1, 1, 2, 0, 0}), UsageError);
  EXPECT_THROW((UnitCell{1, 1, 1, 10, 20, 90}.validate()), UsageError);
  EXPECT_THROW((UnitCell{1, -1, 1, 90, 90, 90}.validate()), UsageError);
  EXPECT_THROW((UnitCell{1, NAN, 1, 90, 90, 90}.validate()), UsageError);
}

TEST(UnitCells, DerivativesAgainstDifferences) {
  const ReciprocalTensor tensor = reciprocal_tensor(triclinic);
  const auto derivatives = cell_derivatives(tensor);
  for (std::size_t k = 0; k < 6; ++k) {
    const double step = 1e-7;
    ReciprocalTensor up = tensor, down = tensor;
    up[k] += step;
    down[k] -= step;
    const auto high = unit_cell(up).values(), low = unit_cell(down).values();
    for (std::size_t i = 0; i < 6; ++i) {
      const double expected = (high[i] - low[i]) / (2.0 * step);
      EXPECT_NEAR(derivatives(static_cast<int>(i), static_cast<int>(k)), expected,
                  1e-5 * (1.0 + std::abs(expected)));
    }
  }
}

}  // namespace
}  // namespace nacre::crystal
