// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <bit>

namespace remirai::sim {

// Elementary functions of our own, from IEEE additions, multiplications and divisions only: libm differs between
// platforms in the last bit, and one bit is enough to break "same seed, same result". Errors are below 1 ulp of the
// exact value.

// Natural logarithm of a positive, normal number (the algorithm and coefficients of fdlibm's e_log.c, Sun 1993).
inline double logOf(double x)
{
    const quint64 bits = std::bit_cast<quint64>(x);
    int exponent = static_cast<int>(bits >> 52) - 1023;
    double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
    if (mantissa > 1.4142135623730951) {
        mantissa *= 0.5;
        ++exponent;
    }
    const double f = mantissa - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double odd = z
        * (6.666666666666735130e-01
           + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double half = 0.5 * f * f;
    const double k = exponent;
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + even + odd) + k * 1.90821492927058770002e-10)) - f);
}

// e^x for |x| < 700 (fdlibm's e_exp.c).
inline double expOf(double x)
{
    const double k = static_cast<double>(static_cast<int>(x * 1.44269504088896338700 + (x < 0 ? -0.5 : 0.5)));
    const double high = x - k * 6.93147180369123816490e-01;
    const double low = k * 1.90821492927058770002e-10;
    const double r = high - low;
    const double t = r * r;
    const double c = r
        - t
            * (1.66666666666666019037e-01
               + t
                   * (-2.77777777770155933842e-03
                      + t
                          * (6.61375632143793436117e-05
                             + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    const double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    return y * std::bit_cast<double>(static_cast<quint64>(1023 + static_cast<int>(k)) << 52);
}

// 1 − e^−x for x ≥ 0, exact for small x too.
inline double oneMinusExp(double x)
{
    if (x < 1e-3)
        return x * (1.0 - x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x * (1.0 / 120.0)))));
    return 1.0 - expOf(-x);
}

// Standard normal quantile, relative error 1e-16 (Wichura, Algorithm AS 241, PPND16, Applied Statistics 37, 1988).
double normalQuantile(double u);

// ln n!
double logFactorial(qint64 n);

} // namespace remirai::sim
