/* Powers with the very bits of Java's StrictMath (Sun's fdlibm 5.3), as in netlogo/runtime/maths/fdlibm_power.py. */
#include "kernel.h"
#include "double_bits.h"
#include <math.h>

static const double log_terms[] = {5.99999999999994648725e-01, 4.28571428578550184252e-01, 3.33333329818377432918e-01,
                                   2.72728123808534006489e-01, 2.30660745775561754067e-01, 2.06975017800338417784e-01};
static const double exp_terms[] = {1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
                                   -1.65339022054652515390e-06, 4.13813679705723846039e-08};

#define LG2 6.93147180559945286227e-01
#define LG2_HIGH 6.93147182464599609375e-01
#define LG2_LOW -1.90465429995776804525e-09
#define CP 9.61796693925975554329e-01
#define CP_HIGH 9.61796700954437255859e-01
#define CP_LOW -7.02846165095275826516e-09

static double truncated(double x)
{
    return of_bits(bits_of(x) & 0xFFFFFFFF00000000u);
}

/* log2 of a positive normal number in two parts, the first with 21 bits of fraction. */
static double log2_in_two(double size, double *rest)
{
    static const double bp[] = {1.0, 1.5}, dp_high[] = {0.0, 5.84962487220764160156e-01},
                        dp_low[] = {0.0, 1.35003920212974897128e-08};
    uint32_t high = (uint32_t)(bits_of(size) >> 32), fraction = high & 0x000FFFFF;
    int n = (int)(high >> 20) - 0x3FF, k = 0;
    high = fraction | 0x3FF00000;
    if (fraction > 0x3988E && fraction < 0xBB67A)
        k = 1;
    else if (fraction > 0x3988E)
        n += 1, high -= 0x00100000;
    double ax = of_bits((uint64_t)high << 32 | (bits_of(size) & 0xFFFFFFFF));
    double u = ax - bp[k], v = 1.0 / (ax + bp[k]), ss = u * v, s_h = truncated(ss);
    double t_h = of_bits((uint64_t)(((high >> 1) | 0x20000000) + 0x00080000 + ((uint32_t)k << 18)) << 32);
    double t_l = ax - (t_h - bp[k]), s_l = v * ((u - s_h * t_h) - s_h * t_l), s2 = ss * ss;
    double r = s2 * s2 *
               (log_terms[0] +
                s2 * (log_terms[1] +
                      s2 * (log_terms[2] + s2 * (log_terms[3] + s2 * (log_terms[4] + s2 * log_terms[5])))));
    r += s_l * (s_h + ss);
    s2 = s_h * s_h;
    t_h = truncated(3.0 + s2 + r);
    t_l = r - ((t_h - 3.0) - s2);
    u = s_h * t_h;
    v = s_l * t_h + t_l * ss;
    double p_h = truncated(u + v), p_l = v - (p_h - u), z_h = CP_HIGH * p_h, z_l = CP_LOW * p_h + p_l * CP + dp_low[k];
    double t = (double)n, t1 = truncated(((z_h + z_l) + dp_high[k]) + t);
    *rest = z_l - (((t1 - t) - dp_high[k]) - z_h);
    return t1;
}

/* 2 to the power high + low, whose sum is between -1000 and 1000. */
static double exp2_of_two(double high, double low)
{
    double z = low + high;
    int n = 0;
    if (fabs(z) > 0.5) {
        n = (int)floor(fabs(z) + 0.5);
        n = z > 0 ? n : -n;
        high -= n;
    }
    double t = truncated(low + high), u = t * LG2_HIGH, v = (low - (t - high)) * LG2 + t * LG2_LOW;
    z = u + v;
    double w = v - (z - u), q = z * z;
    double t1 = z - q * (exp_terms[0] +
                         q * (exp_terms[1] + q * (exp_terms[2] + q * (exp_terms[3] + q * exp_terms[4]))));
    double r = (z * t1) / (t1 - 2.0) - (w + z * w);
    return ldexp(1.0 - (r - z), n);
}

double power_of(double x, double y)
{
    if (y == 0)
        return 1.0;
    if (!isfinite(x) || !isfinite(y))
        return NAN;
    if (y == 1)
        return x;
    if (y == 2)
        return x * x;
    if (x == 1)
        return 1.0;
    if (y == -1)
        return x != 0 ? 1.0 / x : NAN;
    if (y == 0.5 && x >= 0)
        return sqrt(x);
    if (fabs(x) < 1e-300 || x == -1 || fabs(y) > 1e6 || (x < 0 && y != floor(y)))
        return NAN;
    double low, high = log2_in_two(fabs(x), &low), y1 = truncated(y), p_l = (y - y1) * high + y * low, p_h = y1 * high;
    if (!(fabs(p_h + p_l) < 1000))
        return NAN;
    double found = exp2_of_two(p_h, p_l);
    return x < 0 && fmod(y, 2.0) != 0 ? -found : found;
}
