#include "nacre/formats/arbin/res.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "nacre/base/error.hpp"
#include "nacre/formats/arbin/child.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using arbin::Child;
using arbin::ChildLimits;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(ArbinChild, SendsWhatItWrites) {
  Child child(
      [](Child::Pipe& pipe) {
        const std::string text(300'000, 'x');
        pipe.write(text.data(), text.size());
      },
      ChildLimits{});
  std::string text(300'000, ' ');
  EXPECT_TRUE(child.read(text.data(), text.size()));
  EXPECT_EQ(text, std::string(300'000, 'x'));
  char more = 0;
  EXPECT_FALSE(child.read(&more, 1));
  EXPECT_EQ(child.finish(), "");
}

TEST(ArbinChild, ItsCrashIsAnOutcome) {
  Child child([](Child::Pipe&) { ::raise(SIGSEGV); }, ChildLimits{});
  char byte = 0;
  EXPECT_FALSE(child.read(&byte, 1));
  EXPECT_EQ(child.finish(), "ended by signal 11");
}

TEST(ArbinChild, AnExceptionIsAnOutcome) {
  Child child([](Child::Pipe&) { throw std::runtime_error("x"); }, ChildLimits{});
  char byte = 0;
  EXPECT_FALSE(child.read(&byte, 1));
  EXPECT_EQ(child.finish(), "ended early");
}

TEST(ArbinChild, SilenceEnds) {
  ChildLimits limits;
  limits.silence_s = 1;
  Child child([](Child::Pipe&) { ::pause(); }, limits);
  char byte = 0;
  EXPECT_FALSE(child.read(&byte, 1));
  EXPECT_EQ(child.finish(), "took too long");
}

TEST(ArbinChild, ComputingForEverEnds) {
  ChildLimits limits;
  limits.cpu_s = 1;
  Child child(
      [](Child::Pipe&) {
        while (::getppid() != 0) {
        }
      },
      limits);
  char byte = 0;
  EXPECT_FALSE(child.read(&byte, 1));
  EXPECT_EQ(child.finish(), "took too long");
}

TEST(ArbinChild, MemoryIsLimited) {
  ChildLimits limits;
  limits.memory = std::size_t{64} << 20U;
  Child child(
      [](Child::Pipe& pipe) {
        void* volatile block = std::malloc(std::size_t{256} << 20U);  // volatile: or clang leaves it out
        const bool given = block != nullptr;
        pipe.write(&given, 1);
      },
      limits);
  bool given = true;
  EXPECT_TRUE(!child.read(&given, 1) || !given);
}

TEST(ArbinChild, IsEndedWithItsOwner) {
  const Child child([](Child::Pipe&) { ::pause(); }, ChildLimits{});
}

std::string message(const std::string& bytes) {
  try {
    read_table(Source::from_memory("x.res", bytes));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::string jet_header() {
  std::string bytes("\0\1\0\0Standard Jet DB\0\1\0\0\0", 24);
  bytes.resize(2 * 4096);
  return bytes;
}

TEST(ArbinRes, ADatabaseOfNothingIsAnInputError) {
  EXPECT_THAT(message(jet_header()), HasSubstr("x.res"));
  EXPECT_THAT(message(jet_header().substr(0, 20)), HasSubstr("x.res"));
  EXPECT_THAT(message(jet_header().substr(0, 5000)), HasSubstr("x.res"));
}

constexpr const char* reference = "cycling/jepegit__cellpy/20160805_test001_45_cc_01.res";

TEST(ArbinRes, EqualsCellpy) {
  NACRE_REFERENCE_FILE(res, reference);
  NACRE_REFERENCE_FILE(golden, "cycling/jepegit__cellpy/golden_loader_arbin_res_raw.parquet.csv.gz");
  const Table table = read_table(res);
  EXPECT_EQ(table.reader, "arbin-res");
  ASSERT_EQ(table.rows(), 10261U);
  EXPECT_TRUE(table.warnings.empty());
  const Source source = Source::open(golden);
  std::istringstream lines{std::string(source.bytes())};
  std::string line;
  std::getline(lines, line);
  ASSERT_EQ(
      line,
      "ac_impedance,aci_phase_angle,charge_capacity,charge_energy,current,cycle_index,data_point,date_time,"
      "discharge_capacity,discharge_energy,dv_dt,internal_resistance,is_fc_data,step_index,step_time,test_id,"
      "test_time,voltage");
  const std::vector<std::string> names{"AC_Impedance",
                                       "ACI_Phase_Angle",
                                       "charge_capacity_Ah",
                                       "charge_energy_Wh",
                                       "current_A",
                                       "cycle",
                                       "record",
                                       "unix_time_s",
                                       "discharge_capacity_Ah",
                                       "discharge_energy_Wh",
                                       "dV/dt",
                                       "Internal_Resistance",
                                       "Is_FC_Data",
                                       "step_index",
                                       "step_time_s",
                                       "test_id",
                                       "time_s",
                                       "voltage_V"};
  std::size_t row = 0;
  for (; std::getline(lines, line); ++row) {
    std::istringstream cells(line);
    for (const auto& name : names) {
      std::string cell;
      std::getline(cells, cell, ',');
      const Column* column = table.find(name);
      ASSERT_NE(column, nullptr) << name;
      const double value = column->values[row];
      if (name == "unix_time_s") {
        std::tm time{};
        const char* fraction = ::strptime(cell.c_str(), "%Y-%m-%d %H:%M:%S", &time);
        ASSERT_NE(fraction, nullptr);
        // cellpy writes some times as ...26.999999.
        ASSERT_NEAR(value, static_cast<double>(::timegm(&time)) + std::strtod(fraction, nullptr), 2e-6)
            << "row " << row;
      } else if (name == "test_id") {
        ASSERT_EQ(value, 1);  // cellpy numbers tests itself
      } else {
        ASSERT_EQ(value, std::strtod(cell.c_str(), nullptr)) << name << " row " << row;
      }
    }
  }
  EXPECT_EQ(row, table.rows());
}

TEST(ArbinRes, CountsTheCapacityOfTheStep) {
  NACRE_REFERENCE_FILE(res, reference);
  const Table table = read_table(res);
  const auto capacity = table.numbers("capacity_Ah");
  const auto step = table.numbers("step");
  const auto cycle = table.numbers("cycle");
  const auto current = table.numbers("current_A");
  const auto charge = table.numbers("charge_capacity_Ah");
  const auto discharge = table.numbers("discharge_capacity_Ah");
  // The counters of this file start from zero in each cycle: what its steps count must add up to them.
  double sum = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const bool begins = row == 0 || step[row] != step[row - 1];
    if (row > 0 && cycle[row] != cycle[row - 1]) {
      EXPECT_NEAR(sum + capacity[row - 1], charge[row - 1] + discharge[row - 1], 1e-12);
      sum = 0;
    } else if (row > 0 && begins) {
      sum += capacity[row - 1];
    }
    EXPECT_GE(capacity[row], 0);
    if (!begins && current[row] == 0 && current[row - 1] == 0) {
      EXPECT_NEAR(capacity[row], capacity[row - 1], 1e-12);
    }
  }
  EXPECT_THAT(table.metadata, Contains(Pair("schedule", HasSubstr(".sdu"))));
  EXPECT_THAT(table.metadata, Contains(Pair("mass", "0.000852838 g")));
}

TEST(ArbinRes, ATruncatedFileNeverLosesRowsInSilence) {
  NACRE_REFERENCE_FILE(res, reference);
  const Source whole = Source::open(res);
  ReadOptions salvage;
  salvage.salvage = true;
  std::size_t salvaged = 0;
  for (std::size_t size = 40'000; size < whole.bytes().size(); size += 101 * 1001) {
    const std::string within_page(whole.bytes().substr(0, size | 1U));
    EXPECT_NE(message(within_page), "no error") << size;
    // At the end of a page only the tables can tell: either rows are missing or all that is read was there.
    const std::string cut(whole.bytes().substr(0, size / 4096 * 4096));
    try {
      EXPECT_EQ(read_table(Source::from_memory("x.res", cut)).rows(), 10261U);
    } catch (const InputError&) {
    }
    try {
      const Table table = read_table(Source::from_memory("x.res", within_page), salvage);
      EXPECT_FALSE(table.warnings.empty());
      EXPECT_LE(table.rows(), 10261U);
      EXPECT_GE(table.rows(), salvaged);
      salvaged = table.rows();
    } catch (const InputError&) {
      EXPECT_EQ(salvaged, 0U);
    }
  }
  EXPECT_GT(salvaged, 0U);
}

TEST(ArbinRes, ChangedBytesNeverCrash) {
  NACRE_REFERENCE_FILE(res, reference);
  const Source whole = Source::open(res);
  std::uint64_t state = 1;
  const auto next = [&state](std::size_t limit) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((state >> 33U) % limit);
  };
  for (int trial = 0; trial < 40; ++trial) {
    std::string changed(whole.bytes());
    for (int i = 0; i < 200; ++i) {
      changed[next(changed.size())] = static_cast<char>(next(256));
    }
    try {
      EXPECT_GT(read_table(Source::from_memory("x.res", changed)).rows(), 0U);
    } catch (const InputError&) {
    }
  }
}

}  // namespace
}  // namespace nacre::formats
