#include "support/spectrum_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>

namespace nacre::testing {
namespace {

std::string with_commas(std::string text) {
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string rows(const std::function<std::string(std::size_t, const SpectrumPoint&)>& row) {
  std::string text;
  const auto points = spectrum_points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    text += row(i, points[i]);
  }
  return text;
}

double modulus(const SpectrumPoint& p) { return std::hypot(p.real_ohm, p.imaginary_ohm); }
double phase_rad(const SpectrumPoint& p) { return std::atan2(p.imaginary_ohm, p.real_ohm); }

}  // namespace

std::vector<SpectrumPoint> spectrum_points() {
  std::vector<SpectrumPoint> points;
  for (int i = 0; i < 16; ++i) {
    const double frequency = std::pow(10.0, 4 - i / 3.0);
    const std::complex<double> s(0, 2 * std::numbers::pi * frequency);
    const auto z = 10.0 + 40.0 / (1.0 + 40e-4 * s) + 1e-7 * s;
    points.push_back({frequency, z.real(), z.imag()});
  }
  return points;
}

std::string gamry_text(bool decimal_comma, int sweeps) {
  std::string text =
      "EXPLAIN\r\nTAG\tEISPOT\r\nTITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier\r\n"
      "VAC\tQUANT\t10\tAC &Voltage (mV rms)\r\nOCVCURVE\tTABLE\t2\r\n\tPt\tT\tVf\tOver\tTemp\r\n"
      "\t#\ts\tV vs. Ref.\tbits\tdeg C\r\n\t0\t0.25\t3\t...........\t25\r\n\t1\t0.5\t3\t...........\t25\r\n"
      "EOC\tQUANT\t3\tOpen Circuit (V)\r\n";
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    text += fmt::format("ZCURVE{}\tTABLE\r\n", sweep == 0 ? "" : std::to_string(sweep + 1));
    text += "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange\r\n";
    text += "\t#\ts\tHz\tohm\tohm\tV\tohm\t\xb0\tA\tV\t#\r\n";
    text += rows([&](std::size_t i, const SpectrumPoint& p) {
      const auto row =
          fmt::format("\t{}\t{}\t{}\t{}\t{}\t1\t{}\t{}\t1.5E-003\t3.25\t8\r\n", i, 2 * i, p.frequency_Hz,
                      p.real_ohm, p.imaginary_ohm, modulus(p), phase_rad(p) * 180 / std::numbers::pi);
      return decimal_comma ? with_commas(row) : row;
    });
  }
  return text;
}

std::string zplot_text() {
  return "ZPLOT2 ASCII\n  Measured Data, Software:    1.0.0\n  Open Circuit Potential (V): 3.1\n"
         "  Freq(Hz)\tAmpl\tBias\tTime(Sec)\tZ'(a)\tZ''(b)\tGD\tErr\tRange\nEnd Comments\n" +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return fmt::format("{}\t0.01\t0\t{}\t{}\t{}\t0\t0\t3\n", p.frequency_Hz, 2 * i, p.real_ohm,
                              p.imaginary_ohm);
         });
}

std::string zplotw_text() {
  return "\"ZPlotW Data File: Version 3.2c\"\n\"Raw Data\"\n\"Sweep Frequency: Control "
         "Voltage\"\n0,3,0,1,1e4,0.1\n40\n"
         "\"  Freq (Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range\"\n" +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return fmt::format("{}, 0.01, 0, {}, {}, {}, 0, 5\n", p.frequency_Hz, 2 * i, p.real_ohm,
                              p.imaginary_ohm);
         });
}

std::string versastudio_text(int sweeps) {
  std::string text =
      "<Application>\nName=VersaStudio\nVersion=2.52\n</Application>\n\n<Instrument>\nType=VersaSTAT4\n</"
      "Instrument>\n\n"
      "<Action1>\nAmplitude (mV RMS)=20\nName=Potentiostatic EIS\n</Action1>\n\n";
  for (int sweep = 1; sweep <= sweeps; ++sweep) {
    text += fmt::format(
        "<Segment{}>\nType=2\nVersion=3\nDefinition=Segment #, Point #, E(V), I(A), Elapsed Time(s), "
        "Frequency(Hz), "
        "E Real, E Imag, I Real, I Imag, Z Real, Z Imag, E2(V), Z2 Real, Z2 Imag, 0\n",
        sweep);
    text += rows([&](std::size_t i, const SpectrumPoint& p) {
      return fmt::format("{},{},3.2,-1E-06,{},{},0.01,0,0.0001,0,{},{},0,0,0\n", sweep - 1, i, 2 * i,
                         p.frequency_Hz, p.real_ohm, p.imaginary_ohm);
    });
    text += fmt::format("</Segment{}>\n\n", sweep);
  }
  return text + "<Graph1>\nAnalysis=0\nXAxisName=Frequency (Hz)\n</Graph1>\n";
}

std::string ivium_bytes(int sweeps) {
  std::string text(std::string("\0\0\0H\0\0\0\r\nPeaks=false\r\n\x8d\x10\0\0\r\n", 28));
  for (int sweep = 1; sweep <= sweeps; ++sweep) {
    text += fmt::format(
        "Method=Impedance\r\nTechnique=Constant E\r\nTitle=Test {}\r\nMconfig=0\r\n>\x0c\x01\r\n2         "
        "\r\n"
        "Data Objects    \r\n0         \r\nprimary_data    \r\n3         \r\n{}        \r\n",
        sweep, spectrum_points().size());
    text += rows([](std::size_t, const SpectrumPoint& p) {
      return fmt::format("{}  {}\t{} \r\n", p.real_ohm, p.imaginary_ohm, p.frequency_Hz);
    });
    text +=
        "7         \r\nosc_data        \r\n1         \r\n3         \r\n1         \r\n1.0E+00 2.0E+00 "
        "3.0E+00\r\n";
  }
  return text + std::string("\0\0\0\0\r\n", 6);
}

std::string dfr_text() {
  return fmt::format("VERSION8.0\n {}\n 1\n", spectrum_points().size()) +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return fmt::format(" {}\n {}\n {}\n 3.25\n 0.0\n {}\n 0.0\n 0.0\n 0.0\n", p.frequency_Hz,
                              p.real_ohm, -p.imaginary_ohm, 2 * i);
         });
}

std::string p00_text() {
  return fmt::format(
             "Procedure : A title\n01.01.2024 12:00:00 i(init)= 183.1nA\nDescription\nt =  736.4 s\n"
             " f/Hz       \t Z'/Ohm     \t -Z''/Ohm   \t time/s    \t Edc/V     \t Idc/A     \t\n {} \n",
             spectrum_points().size()) +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return fmt::format(" {}\t {}\t {}\t {}\t 3.25\t 1.5e-03\t\n", p.frequency_Hz, p.real_ohm,
                              -p.imaginary_ohm, 2 * i);
         });
}

std::string i2b_text() {
  return fmt::format("A remark\nanother\na third\n\n{}\n", spectrum_points().size()) + bare_text(' ');
}

std::string chi_text() {
  return "Feb. 20, 2020   15:55:08\nA.C. Impedance\nFile: c:\\x.bin\nInstrument Model:  CHI660E\n\nInit E "
         "(V) = 0\n"
         "Amplitude (V) = 0.025\n\nFreq/Hz, Z'/ohm, Z\"/ohm, Z/ohm, Phase/deg\n\n" +
         rows([](std::size_t, const SpectrumPoint& p) {
           return fmt::format("{}, {}, {}, {}, {}\n", p.frequency_Hz, p.real_ohm, p.imaginary_ohm, modulus(p),
                              phase_rad(p) * 180 / std::numbers::pi);
         });
}

std::string parstat_text() {
  return "Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\t|Vac| "
         "(V)\t|Iac| (A)\t\n"
         "3.49\t-0.15\t10\t0\t0\t0\t0\t0\t\n3.48\t-0.15\t20\t0\t0\t0\t0\t0\t\n" +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return fmt::format("3.25\t0.0015\t{}\t{}\t{}\t{}\t0.01\t0.001\t\n", 30 + 2 * i, p.frequency_Hz,
                              p.real_ohm, p.imaginary_ohm);
         });
}

std::string powersuite_text() { return "Frequency\t Zre\t Zimg\n" + bare_text('\t'); }

std::string nova_text() {
  return "Index;Frequency (Hz);Z' (\xce\xa9);-Z'' (\xce\xa9);Z (\xce\xa9);-Phase (\xc2\xb0);Time (s)\n" +
         rows([](std::size_t i, const SpectrumPoint& p) {
           return with_commas(fmt::format("{};{};{};{};{};{};{}\n", i + 1, p.frequency_Hz, p.real_ohm,
                                          -p.imaginary_ohm, modulus(p),
                                          -phase_rad(p) * 180 / std::numbers::pi, 2 * i));
         });
}

std::string bare_text(char delimiter, double scale_imaginary) {
  return rows([&](std::size_t, const SpectrumPoint& p) {
    return fmt::format("{1}{0}{2}{0}{3}\n", delimiter, p.frequency_Hz, p.real_ohm,
                       scale_imaginary * p.imaginary_ohm);
  });
}

std::vector<TextFile> all_spectrum_files() {
  return {{"gamry.dta", gamry_text(false)},
          {"gamry_comma.dta", gamry_text(true)},
          {"zplot.z", zplot_text()},
          {"zplotw.z", zplotw_text()},
          {"versastudio.par", versastudio_text()},
          {"ivium.idf", ivium_bytes()},
          {"fra.dfr", dfr_text()},
          {"export.p00", p00_text()},
          {"elchemea.i2b", i2b_text()},
          {"chi.txt", chi_text()},
          {"powersuite.txt", powersuite_text()},
          {"nova.txt", nova_text()}};
}

}  // namespace nacre::testing
