/* Logarithm and exponential with the very bits of Java's StrictMath (Sun's fdlibm 5.3), and the draws made of them; as in
 * netlogo/runtime/maths/fdlibm_power.py, mathematics.py, random.py and draws.py.
 */
#include "kernel.h"
#include "double_bits.h"
#include <math.h>

#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define INVERSE_LN2 1.44269504088896338700e+00
#define EXP_MOST 7.09782712893383973096e+02
#define EXP_LEAST -7.45133219101941108420e+02

/* Of a positive number that is neither infinite nor below 2.2e-308. */
static double log_of(double x)
{
    uint64_t bits = bits_of(x);
    int32_t high = (int32_t)(bits >> 32), k = (high >> 20) - 1023;
    high &= 0x000FFFFF;
    int32_t i = (high + 0x95F64) & 0x100000;
    k += i >> 20;
    double f = of_bits((uint64_t)(uint32_t)(high | (i ^ 0x3FF00000)) << 32 | (bits & 0xFFFFFFFF)) - 1.0;
    if ((0x000FFFFF & (2 + high)) < 3) {
        if (f == 0)
            return k ? k * LN2_HIGH + k * LN2_LOW : 0.0;
        double rest = f * f * (0.5 - 0.33333333333333333 * f);
        return k == 0 ? f - rest : k * LN2_HIGH - ((rest - k * LN2_LOW) - f);
    }
    double s = f / (2.0 + f), z = s * s, w = z * z;
    double r = z * (6.666666666666735130e-01 +
                    w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))) +
               w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    if (((high - 0x6147A) | (0x6B851 - high)) > 0) {
        double half = 0.5 * f * f;
        return k == 0 ? f - (half - s * (half + r))
                      : k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f);
    }
    return k == 0 ? f - s * (f - r) : k * LN2_HIGH - ((s * (f - r) - k * LN2_LOW) - f);
}

static double exp_of(double x)
{
    double size = fabs(x), high = 0.0, low = 0.0;
    int k = 0;
    if (size >= of_bits((uint64_t)0x3FD62E43 << 32)) {
        if (size < of_bits((uint64_t)0x3FF0A2B2 << 32)) {
            k = x > 0 ? 1 : -1;
            high = x > 0 ? x - LN2_HIGH : x + LN2_HIGH;
            low = x > 0 ? LN2_LOW : -LN2_LOW;
        } else {
            k = (int)(INVERSE_LN2 * x + (x > 0 ? 0.5 : -0.5));
            high = x - k * LN2_HIGH;
            low = k * LN2_LOW;
        }
        x = high - low;
    } else if (size < 3.7252902984619140625e-09) {
        return 1.0 + x;
    }
    double t = x * x;
    double c = x - t * (1.66666666666666019037e-01 +
                        t * (-2.77777777770155933842e-03 +
                             t * (6.61375632143793436117e-05 +
                                  t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    if (k == 0)
        return 1.0 - ((x * c) / (c - 2.0) - x);
    return ldexp(1.0 - ((low - (x * c) / (2.0 - c)) - high), k);
}

static PyObject *exp_primitive(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyFloat_CheckExact(args[0]))
        return NULL;
    double x = PyFloat_AS_DOUBLE(args[0]);
    return x > EXP_LEAST && x < EXP_MOST ? PyFloat_FromDouble(exp_of(x)) : NULL;
}

static PyObject *ln(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyFloat_CheckExact(args[0]))
        return NULL;
    double x = PyFloat_AS_DOUBLE(args[0]);
    return x > 2.3e-308 && isfinite(x) ? PyFloat_FromDouble(log_of(x)) : NULL;
}

/* The generator keeps the second of each pair of normal variates in two slots of its Python class. */
int slots_of_spare(PyObject *rng, Py_ssize_t *spare, Py_ssize_t *has_spare)
{
    static PyTypeObject *type;
    static Py_ssize_t spare_at, has_spare_at;
    if (type != Py_TYPE(rng)) {
        spare_at = slot_offset(Py_TYPE(rng), "_spare");
        has_spare_at = spare_at < 0 ? -1 : slot_offset(Py_TYPE(rng), "_has_spare");
        if (has_spare_at < 0)
            return 0;
        type = Py_TYPE(rng);
    }
    *spare = spare_at;
    *has_spare = has_spare_at;
    return 1;
}

static PyObject *random_normal(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !PyFloat_CheckExact(args[0]) || !PyFloat_CheckExact(args[1]))
        return NULL;
    double mean = PyFloat_AS_DOUBLE(args[0]), deviation = PyFloat_AS_DOUBLE(args[1]), drawn;
    if (!(deviation >= 0 && deviation < 1e150 && fabs(mean) < 1e150))
        return NULL;
    PyObject *rng = (PyObject *)quick->rng;
    Py_ssize_t spare, has_spare;
    if (!slots_of_spare(rng, &spare, &has_spare) || SLOT(rng, spare) == NULL || !PyFloat_CheckExact(SLOT(rng, spare)))
        return NULL;
    if (SLOT(rng, has_spare) == Py_True) {
        drawn = PyFloat_AS_DOUBLE(SLOT(rng, spare));
        Py_XSETREF(SLOT(rng, has_spare), Py_NewRef(Py_False));
    } else {
        double x, y, s;
        do {
            x = 2 * twister_double(quick->rng) - 1;
            y = 2 * twister_double(quick->rng) - 1;
            s = x * x + y * y;
        } while (!(s > 0 && s < 1));
        double scale = sqrt(-2 * log_of(s) / s);
        PyObject *kept = PyFloat_FromDouble(y * scale);
        if (kept == NULL)
            return NULL;
        Py_XSETREF(SLOT(rng, spare), kept);
        Py_XSETREF(SLOT(rng, has_spare), Py_NewRef(Py_True));
        drawn = x * scale;
    }
    return PyFloat_FromDouble(mean + deviation * drawn);
}

const QuickDef logarithm_primitives[] = {
    {"exp", exp_primitive},
    {"ln", ln},
    {"random_normal", random_normal},
    {NULL, NULL},
};
