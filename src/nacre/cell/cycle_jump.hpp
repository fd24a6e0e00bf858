// Cycle life without solving every cycle: the cycles of a block of identical ones are a map Z(N+1) = P(Z(N))
// whose result moves slowly with N, so that dZ/dN = P(Z) - Z can be integrated over many cycles at once.
// (Cycle jumping: Cojocaru and Karlsson 2006, Int. J. Fatigue 28, for fatigue; projective integration: Gear
// and Kevrekidis 2003, SIAM J. Sci. Comput. 24; between battery cycles: Sulzer et al. 2021, J. Electrochem.
// Soc. 168.)
//
// Z holds the whole state of the model at the end of every step of the cycle, and the time. What of it has a
// memory (interphases, damage, rock salt, the salt in the electrolyte as a whole, time) has a rate r(N - 1/2)
// = Z(N) - Z(N-1) in every solved cycle; those of the last three are nodes. What comes back within a cycle
// (filling, where the salt is, potentials) is extrapolated through its values at the nodes. (Its rates would
// multiply what is left of a disturbance by the length of the jump; through its values that factor stays
// below about ten, and every solved cycle takes most of it away.) A jump from cycle b over m cycles:
//   predict   Z(b+m) = Z(b) + integral of the polynomial through the rates at the nodes; then cycles are
//             solved until they settle, two at least: in the first the state forgets the jump, the last is
//             one more node.
//   correct   back to b, and the same jump with that node as well: now an interpolation. As many cycles are
//             solved; the last is kept as the next node.
// What the state vector does not hold (lost material and the sodium in it) follows by damaging the model
// along the way, at the interpolated ends of the steps. What is then missing of the total of sodium goes
// into the metal of a half cell, and evenly into the particles of a full one: it is conserved to rounding.
//
// Error of a jump, two parts:
//   - a quarter of the distance between the last cycles of prediction and correction: the corrector of the
//     predictor's order has between 1/10 (equal steps) and 1/4 (growing ones) of it, and the one used is an
//     order better. Distance, in Ah: the larger of the difference in discharge capacity and of the sum of the
//     differences in cyclable sodium and in both active shares, each as the capacity that it can at most
//     cost; so a state that drifts unseen under a flat capacity counts as well.
//   - what has not settled (particles through which diffusion takes many cycles, a corner of the capacity),
//     which prediction and correction have in common: T = Q(n) - Q(n-1) - S, where Q are the last two solved
//     capacities and S the slope at n - 1/2 of the cubic through Q(n) and the three capacities solved before
//     the jump. If Q(n) is off by E, and a share q of that is left after each cycle, the first difference has
//     -E (1/q - 1) of it and S about 3 E / m, so that |E| <= m |T| / 3 whatever q is. Of |T| only what
//     exceeds the solver's tolerance in each of the capacities counts.
// A prediction is settled as soon as the second part is allowed, or after five cycles. A jump is taken where
// its error is below a tenth of what is left of the tolerance, and the capacities between can be interpolated
// within a quarter of it; its length follows the fourth root of the ratio. Otherwise it is taken back, and a
// shorter one is tried. Where jumps get on by less than two cycles for each one solved, more and more cycles
// are solved one by one between them.
//
// Where less than a fifth is left of what the first cycle of the same steps discharged, or less than a
// hundredth of the nominal capacity, every cycle is solved: such a discharge ends on a cliff, where a state
// that is off by little moves the capacity by much, and nobody asks for the life of a dead cell to a
// thousandth of its first discharge. So is every cycle with a step that ends within 60 times the solver's
// tolerance of a full or empty surface or of depleted electrolyte: whether the cell gets through the next one
// hangs on rounding. What is solved there goes on from a state that earlier jumps may have put a little early
// or late; only for that there is still a bound.
//
// The error bound of a cycle's capacity is the larger of two sums over all jumps before: of their errors e,
// and of what they shift the record by along N: an error at a place where the cell moves by v per cycle is
// e / v cycles early or late, for ever where one slow process rules; so that an error before a knee grows
// with it. Here the whole distance counts, not a quarter, and to it comes 300 times the solver's tolerance of
// the length of the jump: the pace of ageing, which a few cycles must tell, scatters by that much from one of
// the solver's ways through a cycle to another (0.3 % was seen at 1e-5 where rock salt grows for seconds
// below the upper limit). To the larger sum come
//   - for skipped cycles, the error of interpolation: the distance of the cubic from the parabolas through
//     neighbouring solved cycles;
//   - how much the capacities of cycles solved in a row jump up and down (capacity_record.hpp): where that
//     shows, solving every cycle with a slightly different tolerance gives results as far apart;
//   - 60 times the solver's tolerance, by which single capacities scatter in the worst of the cells below;
//   - a tenth of the tolerance for what none of this sees.
// No bound is smaller than the tolerance that was asked for: more is not controlled, and a course with a
// wiggle of that size between two solved cycles looks like one without. The numbers were calibrated on cells
// drawn at random that age fast (docs/cell.md has how the bound held on others).
//
// It is an estimate of the difference to a run in which every cycle is solved, not of that of the model to a
// real cell, and no proof: what happens within a few skipped cycles and leaves no trace in those solved
// around them is not seen.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "nacre/cell/cycle_solver.hpp"

namespace nacre::cell {

class CycleJump {
 public:
  // Of what the first cycle of the same steps discharged: where less is left, every cycle is solved.
  static constexpr double least_left = 0.2;

  // tolerance: of the capacity, relative to that of the first discharge. solver_tolerance: relative, of the
  // cycles. The solver must outlive it.
  CycleJump(CycleSolver& solver, double tolerance, double solver_tolerance);

  // Learns from a cycle that was solved in its turn.
  void observe(const CycleSteps& steps, const SolvedCycle& cycle);

  // Jumps ahead by at most `left` cycles of these steps, where that saves work and keeps the tolerance.
  // Returns the cycle that was solved at the end of the jump; the cycles in between are skipped. Never lands
  // on a cycle for which `ends_all` holds: those are left to be solved one by one.
  std::optional<SolvedCycle> jump(const CycleSteps& steps, int left,
                                  const std::function<bool(const SolvedCycle&)>& ends_all);

  // Gives the skipped cycles of a block, [first, cycles.size()), the values interpolated between those solved
  // around them, and all of them their bound.
  void complete(std::vector<CycleRecord>& cycles, std::size_t first) const;

 private:
  struct Node {  // a solved cycle to extrapolate from
    double cycle = 0.0;
    std::vector<double> start;              // the state that it began at
    std::vector<std::vector<double>> ends;  // and that at the end of each step
    double seconds = 0.0;                   // that it took
  };
  struct History {          // of the cycles of the same steps
    double least_Ah = 0.0;  // discharge below which every cycle is solved
    std::optional<SolvedCycle> last;
    std::vector<char> returns;                         // whether an unknown comes back within a cycle
    std::deque<Node> nodes;                            // the last
    std::deque<std::pair<double, double>> capacities;  // of the last solved cycles, at most three
    int length = 0;                                    // of the next jump
    int blocked = 0;  // number of a cycle that a jump must not reach; 0: none
    int wait = 4;     // cycles to solve before the next try: first those that differ from all later ones
    int patience = 1;
  };
  struct Landing {
    SolvedCycle cycle;
    Node node;
    double unsettled_Ah = 0.0;
    int settling = 0;  // cycles solved for it
  };
  struct Jump {
    int from = 0;
    double error_Ah = 0.0;
    double shift = 0.0;  // cycles
  };

  struct Stock {  // sodium in a part of the cell: linear in the unknowns that hold it
    double (*part)(const SodiumBalance&) = nullptr;
    std::vector<char> unknowns;  // 1 for those, 0 for others
  };

  Stock stock(double (*part)(const SodiumBalance&)) const;
  double amount(const Stock& stock, const std::vector<double>& y) const;  // mol/m2
  void add(const Stock& stock, double sodium, std::vector<double>& y) const;
  static std::vector<char> returning(const SolvedCycle& before, const SolvedCycle& cycle);
  static Node node(const SolvedCycle& cycle, const SolvedCycle& before);
  static void add(History& history, Node node);
  void leap(const History& history, const std::deque<Node>& nodes, int cycles);
  // settling: how many cycles are solved; 0: as many as it takes.
  std::optional<Landing> land(const CycleSteps& steps, const History& history, const std::deque<Node>& nodes,
                              int cycles, int settling,
                              const std::function<bool(const SolvedCycle&)>& ends_all);
  double unsettled_Ah(const History& history, const CycleRecord& before, const CycleRecord& after) const;
  double distance_Ah(const CycleRecord& a, const CycleRecord& b) const;
  // Whether one of its steps ends so near to a full or empty surface, or to depleted electrolyte, that it
  // hangs on the solver's scatter which end comes first.
  bool on_the_edge(const SolvedCycle& cycle) const;
  static void rest(History& history);
  static void remember(History& history, const CycleRecord& record);
  double interpolation_Ah(const History& history, const CycleRecord& record) const;
  double allowed_Ah() const;

  CycleSolver& solver_;
  double tolerance_;
  double solver_tolerance_;
  double reference_Ah_ = 0.0;  // of the first discharge; nominal where there is none
  double spent_Ah_ = 0.0;
  int solved_ = 0;  // cycles, for the jump that is being tried
  Stock reserve_;   // takes up what the sum of sodium would miss: the metal, or the particles of a full cell
  Stock salt_;      // in the electrolyte
  std::map<const CycleSteps*, History> histories_;
  std::vector<Jump> jumps_;
};

}  // namespace nacre::cell
