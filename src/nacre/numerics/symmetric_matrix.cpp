#include "nacre/numerics/symmetric_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/numerics/clones.hpp"

namespace nacre::numerics {
namespace {

using Eigen::Index;

// Four numbers in one register, where the processor has such.
using Four __attribute__((vector_size(32), aligned(8), may_alias)) = double;

#define NACRE_INLINE inline __attribute__((always_inline))

constexpr Index columns_at_once = 4;

// A B for some rows and four columns. a: the rows of a column-major matrix, its columns from the first to the
// last one of the sum; b(k, j) = b[k * b_row + j * b_column].
struct Factors {
  const double* a;
  Index a_stride;
  const double* b;
  Index b_row;
  Index b_column;
};

template <int Groups>
using Sums = Four[columns_at_once][Groups];

template <int Groups>
NACRE_INLINE void multiply(const Factors& f, Index row, Index depth, Sums<Groups>& sum) {
  const double* a = f.a + row;
  const double* b = f.b;
  for (Index k = 0; k < depth; ++k, a += f.a_stride, b += f.b_row) {
    for (Index j = 0; j < columns_at_once; ++j) {
      const double factor = b[j * f.b_column];
      for (Index g = 0; g < Groups; ++g) {
        sum[j][g] += *reinterpret_cast<const Four*>(a + 4 * g) * factor;
      }
    }
  }
}

template <int Groups, int Sign>
NACRE_INLINE void add_product(const Factors& f, Index row, Index depth, double* c, Index stride) {
  Sums<Groups> sum = {};
  multiply<Groups>(f, row, depth, sum);
  for (Index j = 0; j < columns_at_once; ++j) {
    for (Index g = 0; g < Groups; ++g) {
      *reinterpret_cast<Four*>(c + row + j * stride + 4 * g) += Sign * sum[j][g];
    }
  }
}

// rows and columns (at most four; all four where there are four rows or more) of c += Sign A B.
// depth_of(rows): how far the sum of the first rows goes, 0 only where it is 0 for all. Where there are less
// than four rows or columns, what lies before and behind them is read, too.
template <int Sign, typename Depth>
NACRE_INLINE void add_product(const Factors& f, double* c, Index stride, Index rows, Index columns,
                              const Depth& depth_of) {
  Index i = 0;
  for (; i + 12 <= rows; i += 12) {
    add_product<3, Sign>(f, i, depth_of(i + 12), c, stride);
  }
  for (; i + 4 <= rows; i += 4) {
    add_product<1, Sign>(f, i, depth_of(i + 4), c, stride);
  }
  const Index depth = depth_of(rows);
  if (i == rows || depth == 0) {
    return;
  }
  // The last four rows, of which some are done or not to be touched.
  Sums<1> sum = {};
  multiply<1>(f, rows - 4, depth, sum);
  for (Index j = 0; j < columns; ++j) {
    for (Index r = i; r < rows; ++r) {
      c[r + j * stride] += Sign * sum[j][0][r - (rows - 4)];
    }
  }
}

}  // namespace

// c = A A' but for the last columns that are not four together.
NACRE_VECTOR_CLONES static void square(const double* a, Index a_stride, Index depth, double* c, Index n,
                                       Index stride) {
  for (Index j = 0; j + columns_at_once <= n; j += columns_at_once) {
    double* block = c + j * stride + j;
    for (Index p = 0; p < columns_at_once; ++p) {
      std::fill_n(block + p * stride, n - j, 0.0);
    }
    add_product<1>({a + j, a_stride, a + j, a_stride, 1}, block, stride, n - j, columns_at_once,
                   [depth](Index) { return depth; });
  }
}

NACRE_VECTOR_CLONES static bool factorise(double* a, Index n, Index stride) {
  for (Index j = 0; j < n; j += columns_at_once) {
    const Index columns = std::min(columns_at_once, n - j);
    double* block = a + j * stride + j;
    add_product<-1>({a + j, stride, a + j, stride, 1}, block, stride, n - j, columns,
                    [j](Index) { return j; });
    // What is left: the four columns among themselves.
    for (Index p = 0; p < columns; ++p) {
      double* column = block + p * stride;
      for (Index q = 0; q < p; ++q) {
        const double* left = block + q * stride;
        const double factor = left[p];
        for (Index i = p; i < n - j; ++i) {
          column[i] -= left[i] * factor;
        }
      }
      if (!(column[p] > 0.0)) {
        return false;
      }
      column[p] = std::sqrt(column[p]);
      const double inverse = 1.0 / column[p];
      for (Index i = p + 1; i < n - j; ++i) {
        column[i] *= inverse;
      }
    }
  }
  return true;
}

// X L = I, from the last columns to the first: X_j = -(X_k L_kj, k > j) / L_jj below the diagonal.
NACRE_VECTOR_CLONES static void invert(const double* l, Index l_stride, double* x, Index n, Index stride) {
  for (Index end = n; end > 0;) {
    const Index columns = end % columns_at_once == 0 ? columns_at_once : end % columns_at_once;
    const Index j = end - columns;
    double* block = x + j * stride + end;
    // Row i of X ends at its diagonal.
    add_product<-1>({x + end * stride + end, stride, l + j * l_stride + end, 1, l_stride}, block, stride,
                    n - end, columns, [](Index rows) { return rows; });
    for (Index p = columns - 1; p >= 0; --p) {
      double* column = x + (j + p) * stride;
      const double* factors = l + (j + p) * l_stride;
      const double inverse = 1.0 / factors[j + p];
      for (Index q = p + 1; q < columns; ++q) {
        const double* right = x + (j + q) * stride;
        const double factor = factors[j + q];
        for (Index i = j + q; i < n; ++i) {
          column[i] -= right[i] * factor;
        }
      }
      for (Index i = j + p + 1; i < n; ++i) {
        column[i] *= inverse;
      }
      column[j + p] = inverse;
    }
    end = j;
  }
}

// y += a weight for a group of four columns, each anywhere.
NACRE_INLINE void add_four(const double* const* a, const double* weight, double* y, Index n) {
  Index i = 0;
  for (; i + 4 <= n; i += 4) {
    Four sum = *reinterpret_cast<const Four*>(y + i);
    for (Index p = 0; p < columns_at_once; ++p) {
      sum += *reinterpret_cast<const Four*>(a[p] + i) * weight[p];
    }
    *reinterpret_cast<Four*>(y + i) = sum;
  }
  for (; i < n; ++i) {
    for (Index p = 0; p < columns_at_once; ++p) {
      y[i] += a[p][i] * weight[p];
    }
  }
}

NACRE_VECTOR_CLONES static void add_columns(const double* a, Index stride, const Index* which, Index count,
                                            const double* weight, double* y, Index n) {
  Index k = 0;
  for (; k + columns_at_once <= count; k += columns_at_once) {
    const double* columns[columns_at_once];
    for (Index p = 0; p < columns_at_once; ++p) {
      columns[p] = a + which[k + p] * stride;
    }
    add_four(columns, weight + k, y, n);
  }
  for (; k < count; ++k) {
    const double* column = a + which[k] * stride;
    for (Index i = 0; i < n; ++i) {
      y[i] += column[i] * weight[k];
    }
  }
}

NACRE_VECTOR_CLONES static void solve(const double* l, Index stride, double* x, Index n) {
  // L x = b: what is known of x is taken out of the rows below.
  for (Index j = 0; j < n; j += columns_at_once) {
    const Index end = std::min(j + columns_at_once, n);
    const double* columns[columns_at_once];
    double weight[columns_at_once];
    for (Index p = j; p < end; ++p) {
      const double* column = l + p * stride;
      x[p] /= column[p];
      for (Index i = p + 1; i < end; ++i) {
        x[i] -= column[i] * x[p];
      }
      columns[p - j] = column + end;
      weight[p - j] = -x[p];
    }
    if (end < n) {
      add_four(columns, weight, x + end, n - end);
    }
  }
  // L' x = b, from the end.
  for (Index p = n - 1; p >= 0; --p) {
    const double* column = l + p * stride;
    Four sum = {};
    Index i = p + 1;
    for (; i + 4 <= n; i += 4) {
      sum += *reinterpret_cast<const Four*>(column + i) * *reinterpret_cast<const Four*>(x + i);
    }
    double rest = sum[0] + sum[1] + sum[2] + sum[3];
    for (; i < n; ++i) {
      rest += column[i] * x[i];
    }
    x[p] = (x[p] - rest) / column[p];
  }
}

void multiply_by_transpose(const Eigen::Ref<const Eigen::MatrixXd>& a, Eigen::Ref<Eigen::MatrixXd> product) {
  const Index n = a.rows();
  square(a.data(), a.outerStride(), a.cols(), product.data(), n, product.outerStride());
  const Index rest = n % columns_at_once;
  product.bottomRightCorner(rest, rest).noalias() = a.bottomRows(rest) * a.bottomRows(rest).transpose();
}

bool factorise(Eigen::Ref<Eigen::MatrixXd> a) { return factorise(a.data(), a.rows(), a.outerStride()); }

void invert_factor(const Eigen::Ref<const Eigen::MatrixXd>& l, Eigen::MatrixXd& inverse) {
  inverse.setZero(l.rows(), l.rows());
  invert(l.data(), l.outerStride(), inverse.data(), l.rows(), inverse.outerStride());
}

void solve_factorised(const Eigen::Ref<const Eigen::MatrixXd>& l, Eigen::Ref<Eigen::VectorXd> x) {
  solve(l.data(), l.outerStride(), x.data(), l.rows());
}

void add_columns(const Eigen::MatrixXd& a, std::span<const Index> which, const Eigen::VectorXd& weight,
                 Eigen::VectorXd& y) {
  add_columns(a.data(), a.outerStride(), which.data(), static_cast<Index>(which.size()), weight.data(),
              y.data(), y.size());
}

}  // namespace nacre::numerics
