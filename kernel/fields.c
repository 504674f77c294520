/* Work on many numbers at once: `diffuse`, the product of matrices, the repulsion of a spring layout; twins in
 * netlogo/runtime/space/diffusion.py, netlogo/extensions/matrix_algebra.py and netlogo/runtime/primitives/layouts.py. The
 * order of additions is NetLogo's.
 */
#include "kernel.h"
#include <math.h>
#include <string.h>

/* -- diffuse */

typedef struct {
    Py_ssize_t width, height;
    int wrap_x, wrap_y;
    const double *old;
} Field;

/* The value of the patch so many columns and rows away, beyond an edge the patch's own. */
static inline double value_near(const Field *field, Py_ssize_t r, Py_ssize_t c, int dr, int dc)
{
    Py_ssize_t row = r + dr, column = c + dc;
    if ((!field->wrap_x && (column < 0 || column >= field->width)) ||
        (!field->wrap_y && (row < 0 || row >= field->height)))
        return field->old[r * field->width + c];
    row = row < 0 ? field->height - 1 : row >= field->height ? 0 : row;
    column = column < 0 ? field->width - 1 : column >= field->width ? 0 : column;
    return field->old[row * field->width + column];
}

/* The two lower and the two higher ones of the pairs first where the pairs overlap. */
static inline double sum_of_four(double a, double b, double c, double d)
{
    double low1 = a < b ? a : b, high1 = a < b ? b : a, low2 = c < d ? c : d, high2 = c < d ? d : c;
    return low2 < high1 && low1 < high2 ? (low1 + low2) + (high1 + high2) : (low1 + high1) + (low2 + high2);
}

static inline double sum_around(const Field *field, Py_ssize_t r, Py_ssize_t c, int four)
{
    Py_ssize_t w = field->width;
    if (c > 0 && c < w - 1 && r > 0 && r < field->height - 1) { /* as below, without a look at the edges */
        const double *p = field->old + r * w + c;
        double near = sum_of_four(p[1], p[-1], p[-w], p[w]);
        return four ? near : near + sum_of_four(p[w + 1], p[1 - w], p[w - 1], p[-w - 1]);
    }
    double total = sum_of_four(value_near(field, r, c, 0, 1), value_near(field, r, c, 0, -1),
                               value_near(field, r, c, -1, 0), value_near(field, r, c, 1, 0));
    if (four)
        return total;
    return total + sum_of_four(value_near(field, r, c, 1, 1), value_near(field, r, c, -1, 1),
                               value_near(field, r, c, 1, -1), value_near(field, r, c, -1, -1));
}

/* Puts the new values into the patches' slots; 0 with an error set. */
static int spread(const Field *field, PyObject *patches, Py_ssize_t offset, double share, int four)
{
    for (Py_ssize_t r = 0; r < field->height; r++)
        for (Py_ssize_t c = 0; c < field->width; c++) {
            Py_ssize_t number = r * field->width + c;
            double old = field->old[number], new = old + share * (sum_around(field, r, c, four) / (four ? 4 : 8) - old);
            if (new == old)
                continue;
            PyObject *made = PyFloat_FromDouble(new);
            if (made == NULL)
                return 0;
            Py_XSETREF(SLOT(PyList_GET_ITEM(patches, number), offset), made);
        }
    return 1;
}

static int is_built_in(PyObject *name)
{
    return PyUnicode_CompareWithASCIIString(name, "pcolor") == 0 || PyUnicode_CompareWithASCIIString(name, "pxcor") == 0 ||
           PyUnicode_CompareWithASCIIString(name, "pycor") == 0;
}

static PyObject *diffused(Quick *quick, PyObject *const *args, Py_ssize_t given, int four)
{
    if (given != 2 || !PyUnicode_Check(args[0]) || !PyFloat_CheckExact(args[1]) || is_built_in(args[0]))
        return NULL;
    PyObject *topology = world_topology(quick->world), *patches = topology ? SLOT(topology, layout.grid) : NULL;
    double share = PyFloat_AS_DOUBLE(args[1]);
    if (patches == NULL || !PyList_CheckExact(patches) || !(share >= 0 && share <= 1))
        return NULL;
    Field field = {(Py_ssize_t)shape_of(topology, layout.width), (Py_ssize_t)shape_of(topology, layout.height),
                   SLOT(topology, layout.wrap_x) == Py_True, SLOT(topology, layout.wrap_y) == Py_True, NULL};
    Py_ssize_t size = PyList_GET_SIZE(patches);
    if (size != field.width * field.height || size == 0)
        return NULL;
    Py_ssize_t offset = slot_offset(Py_TYPE(PyList_GET_ITEM(patches, 0)), PyUnicode_AsUTF8(args[0]));
    double *old = offset < 0 ? NULL : PyMem_New(double, size);
    if (old == NULL) {
        PyErr_Clear();
        return NULL;
    }
    Py_ssize_t i = 0;
    for (; i < size; i++) {
        PyObject *value = SLOT(PyList_GET_ITEM(patches, i), offset);
        if (value == NULL || !PyFloat_CheckExact(value))
            break;
        old[i] = PyFloat_AS_DOUBLE(value);
    }
    field.old = old;
    int done = i == size && spread(&field, patches, offset, share, four);
    PyMem_Free(old);
    if (!done)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *diffuse(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return diffused(quick, args, given, 0);
}

static PyObject *diffuse4(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return diffused(quick, args, given, 1);
}

const QuickDef field_primitives[] = {
    {"diffuse", diffuse},
    {"diffuse4", diffuse4},
    {NULL, NULL},
};

/* -- matrices */

/* The numbers of rows of one length, to be freed; NULL: they are not all numbers, or an error is set. */
static double *numbers_of(PyObject *rows, Py_ssize_t *height, Py_ssize_t *width)
{
    if (!PyList_CheckExact(rows) || PyList_GET_SIZE(rows) == 0 || !PyList_CheckExact(PyList_GET_ITEM(rows, 0)))
        return NULL;
    *height = PyList_GET_SIZE(rows);
    *width = PyList_GET_SIZE(PyList_GET_ITEM(rows, 0));
    double *numbers = PyMem_New(double, *height * *width + 1);
    for (Py_ssize_t r = 0; numbers != NULL && r < *height; r++) {
        PyObject *row = PyList_GET_ITEM(rows, r);
        int fits = PyList_CheckExact(row) && PyList_GET_SIZE(row) == *width;
        for (Py_ssize_t c = 0; fits && c < *width; c++) {
            PyObject *value = PyList_GET_ITEM(row, c);
            fits = PyFloat_CheckExact(value);
            numbers[r * *width + c] = fits ? PyFloat_AS_DOUBLE(value) : 0;
        }
        if (!fits) {
            PyMem_Free(numbers);
            return NULL;
        }
    }
    return numbers;
}

static PyObject *row_times(const double *row, const double *b, Py_ssize_t inner, Py_ssize_t width)
{
    PyObject *made = PyList_New(width);
    for (Py_ssize_t c = 0; made != NULL && c < width; c++) {
        double total = 0.0;
        for (Py_ssize_t k = 0; k < inner; k++)
            total += row[k] * b[k * width + c];
        PyObject *value = PyFloat_FromDouble(total);
        if (value == NULL)
            Py_CLEAR(made);
        else
            PyList_SET_ITEM(made, c, value);
    }
    return made;
}

/* row_product(a, b): the product of two matrices as rows of numbers; None where they are anything else or do not fit. */
static PyObject *row_product(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t height, inner, rows, width;
    double *a = given == 2 ? numbers_of(args[0], &height, &inner) : NULL;
    double *b = a != NULL ? numbers_of(args[1], &rows, &width) : NULL;
    PyObject *made = NULL;
    if (b != NULL && inner == rows) {
        made = PyList_New(height);
        for (Py_ssize_t r = 0; made != NULL && r < height; r++) {
            PyObject *row = row_times(a + r * inner, b, inner, width);
            if (row == NULL)
                Py_CLEAR(made);
            else
                PyList_SET_ITEM(made, r, row);
        }
    }
    PyMem_Free(a);
    PyMem_Free(b);
    if (made == NULL && !PyErr_Occurred())
        Py_RETURN_NONE;
    return made;
}

/* -- repulsion */

/* push_apart(x, y, degrees, ax, ay, force, start): adds to ax and ay what all pairs of points push each other, pair after
 * pair from pair number `start` on; the number of the first pair at one point, which is left out, or -1 when all is done.
 * Buffers of doubles; pair i, j has the number i * points + j.
 */
static PyObject *push_apart(PyObject *module, PyObject *args)
{
    Py_buffer views[5];
    double force;
    Py_ssize_t start;
    if (!PyArg_ParseTuple(args, "y*y*y*w*w*dn", &views[0], &views[1], &views[2], &views[3], &views[4], &force, &start))
        return NULL;
    const double *x = views[0].buf, *y = views[1].buf, *degrees = views[2].buf;
    double *ax = views[3].buf, *ay = views[4].buf;
    Py_ssize_t n = views[0].len / (Py_ssize_t)sizeof(double), stopped = -1;
    for (Py_ssize_t i = n ? start / n : 0; i < n && stopped < 0; i++)
        for (Py_ssize_t j = n && i == start / n && start % n > i ? start % n : i + 1; j < n; j++) {
            double dx = x[j] - x[i], dy = y[j] - y[i];
            if (dx == 0 && dy == 0) {
                stopped = i * n + j;
                break;
            }
            double share = fmax((degrees[i] + degrees[j]) / 2.0, 1.0), distance = sqrt(dx * dx + dy * dy);
            double f = force / (distance * distance) / share;
            dx = -(f * dx / distance);
            dy = -(f * dy / distance);
            ax[i] += dx;
            ay[i] += dy;
            ax[j] -= dx;
            ay[j] -= dy;
        }
    for (int i = 0; i < 5; i++)
        PyBuffer_Release(&views[i]);
    return PyLong_FromSsize_t(stopped);
}

PyMethodDef field_functions[] = {
    {"row_product", (PyCFunction)(void (*)(void))row_product, METH_FASTCALL, NULL},
    {"push_apart", push_apart, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
