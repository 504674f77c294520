/* Sine and cosine of a heading with the very bits of Java's StrictMath: the methods and constants of Sun's fdlibm 5.3,
 * as in netlogo/runtime/maths/fdlibm.py.
 */
#include "kernel.h"
#include <math.h>
#include <string.h>

#define TWO_OVER_PI 6.36619772367581382433e-01
#define HALF_PI 1.57079632673412561417e+00 /* its first 33 bits, */
#define HALF_PI_REST 6.07710050650619224932e-11
#define TINY 7.450580596923828125e-09 /* 2 to the power -27 */

static uint32_t high_word(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (uint32_t)(bits >> 32);
}

/* The sine of x + y, |x| up to about pi/4, where y is the tail of x. */
static double near_sine(double x, double y)
{
    if (fabs(x) < TINY)
        return x;
    double z = x * x, v = z * x;
    double r = 8.33333333332248946124e-03 +
               z * (-1.98412698298579493134e-04 +
                    z * (2.75573137070700676789e-06 +
                         z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
    return x - ((z * (0.5 * y - v * r) - y) - v * -1.66666666666666324348e-01);
}

static double near_cosine(double x, double y)
{
    double size = fabs(x), z = x * x, quarter;
    if (size < TINY)
        return 1.0;
    double r = z * (4.16666666666666019037e-02 +
                    z * (-1.38888888888741095749e-03 +
                         z * (2.48015872894767294178e-05 +
                              z * (-2.75573143513906633035e-07 +
                                   z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    if (high_word(size) < 0x3FD33333)
        return 1.0 - (0.5 * z - (z * r - x * y));
    if (high_word(size) >= 0x3FE90001)
        quarter = 0.28125;
    else if (size >= 0.5)
        quarter = floor(size * 2097152.0) / 8388608.0;
    else
        quarter = floor(size * 4194304.0) / 16777216.0;
    return (1.0 - quarter) - ((0.5 * z - quarter) - (z * r - x * y));
}

/* Of an angle from 0 to 2 pi in radians; 0: so close to a multiple of pi/2 that the twin must do it. */
int sine_and_cosine(double x, double *sine, double *cosine)
{
    if (!(x >= 0 && x < 6.5))
        return 0;
    if (high_word(x) < 0x3FE921FC) {
        double z = x * x;
        *cosine = near_cosine(x, 0.0);
        *sine = x < TINY ? x
                         : x + z * x *
                                   (-1.66666666666666324348e-01 +
                                    z * (8.33333333332248946124e-03 +
                                         z * (-1.98412698298579493134e-04 +
                                              z * (2.75573137070700676789e-06 +
                                                   z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
        return 1;
    }
    int n = high_word(x) < 0x4002D97C ? 1 : (int)(x * TWO_OVER_PI + 0.5);
    if (high_word(x) == high_word(n * (M_PI / 2)))
        return 0;
    double rest = x - n * HALF_PI, tail = n * HALF_PI_REST, y = rest - tail;
    double s = near_sine(y, (rest - y) - tail), c = near_cosine(y, (rest - y) - tail);
    *sine = n % 2 ? c : s;
    *cosine = n % 2 ? s : c;
    if (n & 2)
        *sine = -*sine;
    if ((n + 1) & 2)
        *cosine = -*cosine;
    return 1;
}
