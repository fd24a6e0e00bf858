// The usual rules that choose lambda for Tikhonov, each searched globally: beside the default of drt.hpp.
//
// With K = A (A'A + lambda M)^-1 A', n rows and no bound on x:
//   gcv       n^-1 |(I - K) Z|^2 / [n^-1 tr(I - K)]^2                    Wahba, 10.1214/aos/1176349743
//   mgcv      with tr(I - rho K), rho = 1.3 for n < 50, else 2           Kim and
//   Gu, 10.1046/j.1369-7412.2003.05316.x rgcv      gcv * (xi + (1 - xi) n^-1 tr K'K), xi = 0.2 for n < 100,
//   else 0.3 l_curve   where (ln |Ax - Z|, ln sqrt(x'Mx)) over ln lambda bends most Hansen, 10.1137/0914086
//   evidence  the marginal likelihood of Z for x ~ N(0, s^2 (lambda M)^-1) and noise s^2, s at its best
// With x >= 0, as pyDRTtools has them (Maradesa et al., 10.1149/1945-7111/acbca4):
//   re_im     misfit of Z' by the x of Z'' and the other way round
//   k_fold    misfit of every fifth frequency by the x of the others
// One generalised eigendecomposition of A'A and M gives the first five at every lambda.
#pragma once

#include <span>
#include <string_view>

#include "nacre/impedance/tikhonov.hpp"

namespace nacre::impedance {

enum class LambdaRule { gcv, mgcv, rgcv, l_curve, evidence, re_im, k_fold };

std::span<const LambdaRule> lambda_rules();
std::string_view name(LambdaRule rule);  // "gcv", ...

struct LambdaChoice {
  double lambda = 0.0;
  double score = 0.0;    // what the rule minimises
  bool at_edge = false;  // the best lambda is an end of the range: the rule finds none
};

// The lambda between the two ends where the rule's score is least: a grid of four a decade, then refined to
// 1 %. Throws UsageError where the range is empty, or for re_im where the problem holds one part only.
LambdaChoice choose_lambda(const TikhonovProblem& problem, LambdaRule rule, double lowest = 1e-7,
                           double highest = 10.0);

}  // namespace nacre::impedance
