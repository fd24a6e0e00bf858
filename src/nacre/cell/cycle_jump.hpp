// Cycle life without solving every cycle: the cycles of a block of identical ones are a map Z(N+1) = P(Z(N))
// whose result moves slowly with N, so that dZ/dN = P(Z) - Z can be integrated over many cycles at once.
// (Cycle jumping: Cojocaru and Karlsson 2006, Int. J. Fatigue 28, for fatigue; projective integration: Gear
// and Kevrekidis 2003, SIAM J. Sci. Comput. 24; between battery cycles: Sulzer et al. 2021, J. Electrochem.
// Soc. 168.)
//
// Z holds the whole state of the model at the end of every step of the cycle, and the time. What of it only
// ages (interphases, damage, rock salt, time) has a rate r(N - 1/2) = Z(N) - Z(N-1) in every solved cycle;
// those of the last three are nodes. What comes back within a cycle (filling, salt, potentials) has no memory
// to integrate: it is extrapolated through its values at the nodes. (Its rates would multiply what is left of
// a disturbance by the length of the jump; through its values that factor stays below about ten, and every
// solved cycle takes most of it away.) A jump from cycle b over m cycles:
//   predict   Z(b+m) = Z(b) + integral of the polynomial through the rates at the nodes; then two cycles are
//             solved: in the first the state forgets the jump, the second is one more node.
//   correct   back to b, and the same jump with that node as well: now an interpolation. Again two cycles are
//             solved; the second is kept as the next node.
// Error of a jump: the distance between predicted and corrected second cycle, less the tolerance of the
// solver, by which two solutions differ anyway; a quarter of it at least, which is what the corrector itself
// should have left. (A bound made of quarters alone was left by 12 of 80 cells drawn at random over 200
// cycles at 1e-3.) Distance, in Ah: the larger of the difference in discharge capacity and of the sum of the
// differences in cyclable sodium and in both active shares, each as the capacity that it can at most cost; so
// a state that drifts unseen under a flat capacity counts as well. A jump is taken where its error is below a
// tenth of what is left of the tolerance, and the capacities between can be interpolated within a quarter of
// it; its length follows the fourth root of the ratio.
//
// What the state vector does not hold (lost material and the sodium in it) follows by damaging the model
// along the way, at the interpolated ends of the steps. What is then missing of the total of sodium goes
// evenly into the particles, and settles there within a cycle: sodium is conserved to rounding.
//
// The error bound of a cycle's capacity is the larger of two sums over all jumps before: of their errors e,
// and of what they shift the record by along N: an error e at a place where the cell moves by v per cycle is
// e / v cycles early or late, for ever where one slow process rules; so that an error before a knee grows
// with it. To it come the solver's own tolerance and, for skipped cycles, the error of interpolation (the
// distance of the cubic from the parabolas through neighbouring solved cycles). It is an estimate of the
// difference to a run in which every cycle is solved, not of that of the model to a real cell, and no proof:
// what happens within a few cycles (a collapse) and leaves no trace in the cycles around is not seen, nor
// what takes longer than the two cycles after a jump to come back (particles through which diffusion takes
// many cycles): prediction and correction then agree on a rate that is not yet that of the aged cell.
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
  struct History {  // of the cycles of the same steps
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
  };
  struct Jump {
    int from = 0;
    double error_Ah = 0.0;
    double shift = 0.0;  // cycles
  };

  static std::vector<char> returning(const SolvedCycle& before, const SolvedCycle& cycle);
  static Node node(const SolvedCycle& cycle, const SolvedCycle& before);
  static void add(History& history, Node node);
  void leap(const History& history, const std::deque<Node>& nodes, int cycles);
  void balance_sodium(double total);
  std::optional<Landing> land(const CycleSteps& steps, const History& history, const std::deque<Node>& nodes,
                              int cycles, const std::function<bool(const SolvedCycle&)>& ends_all);
  double distance_Ah(const CycleRecord& a, const CycleRecord& b) const;
  static void remember(History& history, const CycleRecord& record);
  double interpolation_Ah(const History& history, const CycleRecord& record) const;
  double allowed_Ah() const;

  CycleSolver& solver_;
  double tolerance_;
  double solver_tolerance_;
  double reference_Ah_ = 0.0;  // of the first discharge; nominal where there is none
  double spent_Ah_ = 0.0;
  std::vector<double> stoichiometry_;  // 1 for the unknowns that are one, 0 for others
  std::map<const CycleSteps*, History> histories_;
  std::vector<Jump> jumps_;
};

}  // namespace nacre::cell
