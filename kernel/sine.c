/* Sine and cosine with the very bits of Java's StrictMath: the methods and constants of Sun's fdlibm 5.3,
 * as in netlogo/runtime/maths/fdlibm.py.
 */
#include "kernel.h"
#include <math.h>
#include <string.h>

#define TWO_OVER_PI 6.36619772367581382433e-01
#define HALF_PI 1.57079632673412561417e+00 /* its first 33 bits, */
#define HALF_PI_REST 6.07710050650619224932e-11
#define HALF_PI_2 6.07710050630396597660e-11 /* its second 33 bits, */
#define HALF_PI_2_REST 2.02226624879595063154e-21
#define HALF_PI_3 2.02226624871116645580e-21 /* and its third */
#define HALF_PI_3_REST 8.47842766036889956997e-32
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

/* Where the angle and n * pi/2 agree in their high words the first step has lost bits: the steps after it. */
static double reduce_further(double size, int n, double *rest, double *tail, double y)
{
    int top, left;
    frexp(size, &top);
    frexp(y, &left);
    if (top - left <= 16)
        return y;
    double before = *rest, part = n * HALF_PI_2;
    *rest = before - part;
    *tail = n * HALF_PI_2_REST - ((before - *rest) - part);
    y = *rest - *tail;
    frexp(y, &left);
    if (top - left <= 49)
        return y;
    before = *rest, part = n * HALF_PI_3;
    *rest = before - part;
    *tail = n * HALF_PI_3_REST - ((before - *rest) - part);
    return *rest - *tail;
}

/* size = n * pi/2 + y + y_tail; n. */
static int reduce(double size, double *y, double *y_tail)
{
    double rest, tail;
    int n = 1;
    if (high_word(size) < 0x4002D97C) {
        rest = size - HALF_PI, tail = HALF_PI_REST;
        if (high_word(size) == 0x3FF921FB)
            rest -= HALF_PI_2, tail = HALF_PI_2_REST;
        *y = rest - tail;
    } else {
        n = (int)(size * TWO_OVER_PI + 0.5);
        rest = size - n * HALF_PI, tail = n * HALF_PI_REST;
        *y = rest - tail;
        if (n >= 32 || high_word(size) == high_word(n * (M_PI / 2)))
            *y = reduce_further(size, n, &rest, &tail, *y);
    }
    *y_tail = (rest - *y) - tail;
    return n;
}

/* Of an angle in radians; 0: so large that the twin must do it. */
int sine_and_cosine(double x, double *sine, double *cosine)
{
    double size = fabs(x), y, tail;
    if (!(size < 800000)) /* 2 to the power 19, times pi/2 */
        return 0;
    if (high_word(size) < 0x3FE921FC) {
        double z = x * x;
        *cosine = near_cosine(x, 0.0);
        *sine = size < TINY ? x
                            : x + z * x *
                                      (-1.66666666666666324348e-01 +
                                       z * (8.33333333332248946124e-03 +
                                            z * (-1.98412698298579493134e-04 +
                                                 z * (2.75573137070700676789e-06 +
                                                      z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
        return 1;
    }
    int n = reduce(size, &y, &tail);
    double s = near_sine(y, tail), c = near_cosine(y, tail);
    *sine = n % 2 ? c : s;
    *cosine = n % 2 ? s : c;
    if (n & 2)
        *sine = -*sine;
    if ((n + 1) & 2)
        *cosine = -*cosine;
    if (x < 0)
        *sine = -*sine;
    return 1;
}
