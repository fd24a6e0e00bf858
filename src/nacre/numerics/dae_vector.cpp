#include "nacre/numerics/dae_vector.hpp"

#include <nvector/nvector_serial.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "nacre/numerics/clones.hpp"

namespace nacre::numerics {
namespace {

using Index = std::size_t;

Index length(N_Vector v) { return static_cast<Index>(NV_LENGTH_S(v)); }
double* data(N_Vector v) { return NV_DATA_S(v); }

NACRE_VECTOR_CLONES void linear_sum(realtype a, N_Vector x, realtype b, N_Vector y, N_Vector z) {
  const double* px = data(x);
  const double* py = data(y);
  double* pz = data(z);
  const Index n = length(z);
  for (Index i = 0; i < n; ++i) {
    pz[i] = a * px[i] + b * py[i];
  }
}

void constant(realtype c, N_Vector z) { std::fill_n(data(z), length(z), c); }

NACRE_VECTOR_CLONES void scale(realtype c, N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  const Index n = length(z);
  for (Index i = 0; i < n; ++i) {
    pz[i] = c * px[i];
  }
}

NACRE_VECTOR_CLONES void absolute(N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  const Index n = length(z);
  for (Index i = 0; i < n; ++i) {
    pz[i] = std::abs(px[i]);
  }
}

NACRE_VECTOR_CLONES void inverse(N_Vector x, N_Vector z) {
  const double* px = data(x);
  double* pz = data(z);
  const Index n = length(z);
  for (Index i = 0; i < n; ++i) {
    pz[i] = 1.0 / px[i];
  }
}

NACRE_VECTOR_CLONES realtype square_sum(N_Vector x, N_Vector w) {
  const double* px = data(x);
  const double* pw = data(w);
  const Index n = length(x);
  constexpr Index lanes = 8;
  double sums[lanes] = {};
  Index i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (Index k = 0; k < lanes; ++k) {
      const double product = px[i + k] * pw[i + k];
      sums[k] += product * product;
    }
  }
  double sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
  for (; i < n; ++i) {
    const double product = px[i] * pw[i];
    sum += product * product;
  }
  return sum;
}

realtype wrms_norm(N_Vector x, N_Vector w) {
  return std::sqrt(square_sum(x, w) / static_cast<double>(length(x)));
}

NACRE_VECTOR_CLONES int linear_combination(int count, realtype* c, N_Vector* x, N_Vector z) {
  double* pz = data(z);
  const Index n = length(z);
  int k = 0;
  if (x[0] != z) {
    scale(c[0], x[0], z);
    k = 1;
  } else {
    if (c[0] != 1.0) {
      scale(c[0], z, z);
    }
    k = 1;
  }
  for (; k + 1 < count; k += 2) {  // two at a time: half the passes over z
    const double* pa = data(x[k]);
    const double* pb = data(x[k + 1]);
    const double a = c[k];
    const double b = c[k + 1];
    for (Index i = 0; i < n; ++i) {
      pz[i] += a * pa[i] + b * pb[i];
    }
  }
  if (k < count) {
    const double* pa = data(x[k]);
    const double a = c[k];
    for (Index i = 0; i < n; ++i) {
      pz[i] += a * pa[i];
    }
  }
  return 0;
}

int scale_array(int count, realtype* c, N_Vector* x, N_Vector* z) {
  for (int k = 0; k < count; ++k) {
    if (c[k] != 1.0 || x[k] != z[k]) {
      scale(c[k], x[k], z[k]);
    }
  }
  return 0;
}

int linear_sum_array(int count, realtype a, N_Vector* x, realtype b, N_Vector* y, N_Vector* z) {
  for (int k = 0; k < count; ++k) {
    linear_sum(a, x[k], b, y[k], z[k]);
  }
  return 0;
}

}  // namespace

void use_fast_operations(N_Vector vector) {
  auto& ops = *vector->ops;
  ops.nvlinearsum = linear_sum;
  ops.nvconst = constant;
  ops.nvscale = scale;
  ops.nvabs = absolute;
  ops.nvinv = inverse;
  ops.nvwrmsnorm = wrms_norm;
  ops.nvwsqrsumlocal = square_sum;
  ops.nvlinearcombination = linear_combination;
  ops.nvscalevectorarray = scale_array;
  ops.nvlinearsumvectorarray = linear_sum_array;
}

}  // namespace nacre::numerics
