// Small conversions that several readers of binary files share.
#pragma once

#include <string>

namespace nacre::formats {

// At most seven digits, for metadata: what a 32-bit float holds.
std::string short_number(double value);

// Days since 1899-12-30 00:00, by which Windows programs (OLE, Excel, Access) count, of 1970-01-01.
inline constexpr double ole_days_of_unix_epoch = 25569;
// Seconds since 1970-01-01, in whole milliseconds: the days are good to a microsecond, the clocks behind them
// are not.
double unix_from_ole_days(double days);

// "2024-03-15T12:00:00.000": ISO 8601 without a zone, for a clock of which the zone is not known.
std::string local_time_text(double unix_s);

}  // namespace nacre::formats
