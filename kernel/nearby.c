/* `in-radius` for few turtles and a wide radius, looking at each turtle; the twin of `_few_in_radius` of
 * netlogo/runtime/space/nearby.py.
 */
#include "kernel.h"
#include <math.h>
#include <stdlib.h>

#define FEW 4.0 /* as in nearby.py */

typedef struct {
    PyObject *turtle, *patch;
    long number; /* of the patch */
} Found;

static int by_patch(const void *one, const void *two)
{
    long a = ((const Found *)one)->number, b = ((const Found *)two)->number;
    return (a > b) - (a < b);
}

/* The distance in one direction, the shorter way round a world of that size that wraps. */
static double apart(double a, double b, double size, int wraps)
{
    double d = a - b;
    if (d < 0)
        d = -d;
    return wraps && d > size / 2 ? size - d : d;
}

/* The turtles of a group that stand on one patch, in the order in which they came there. */
static int add_group(PyObject *list, Found *group, Py_ssize_t size)
{
    if (size == 1)
        return PyList_Append(list, group->turtle);
    PyObject *standing = turtles_on_patch(group->patch);
    int failed = standing == NULL;
    for (Py_ssize_t i = 0; !failed && i < PyList_GET_SIZE(standing); i++)
        for (Py_ssize_t j = 0; j < size; j++)
            if (group[j].turtle == PyList_GET_ITEM(standing, i)) {
                failed = PyList_Append(list, group[j].turtle) < 0;
                break;
            }
    Py_XDECREF(standing);
    return failed ? -1 : 0;
}

static PyObject *in_order(Found *found, Py_ssize_t size)
{
    qsort(found, size, sizeof *found, by_patch);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t start = 0, end; list != NULL && start < size; start = end) {
        for (end = start + 1; end < size && found[end].number == found[start].number; end++)
            ;
        if (add_group(list, found + start, end - start) < 0)
            Py_CLEAR(list);
    }
    return list;
}

/* How many of the turtles lie within the radius; -1 where something is not as expected. */
static Py_ssize_t find(Found *found, PyObject *agents, PyObject *shape, double x, double y, double radius)
{
    double width = shape_of(shape, layout.width), height = shape_of(shape, layout.height);
    int wrap_x = SLOT(shape, layout.wrap_x) == Py_True, wrap_y = SLOT(shape, layout.wrap_y) == Py_True;
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *turtle = PyList_GET_ITEM(agents, i);
        double at_x, at_y;
        if (!IS_TURTLE(turtle) || !place_of(turtle, &at_x, &at_y))
            return -1;
        double dx = apart(at_x, x, width, wrap_x);
        if (!(dx <= radius))
            continue;
        double dy = apart(at_y, y, height, wrap_y);
        if (!(dy <= radius) || !(sqrt(dx * dx + dy * dy) <= radius))
            continue;
        PyObject *patch = SLOT(turtle, layout.turtle_patch);
        found[count].turtle = turtle;
        found[count].patch = patch;
        found[count++].number = PyLong_AsLong(SLOT(patch, layout.patch_id));
    }
    return count;
}

PyObject *in_radius(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double x, y;
    if (given != 3 || !place_of(args[0], &x, &y) || !PyFloat_CheckExact(args[2]))
        return NULL;
    double radius = PyFloat_AS_DOUBLE(args[2]);
    int is_tree = Py_IS_TYPE(args[1], layout.tree_set);
    if (!(radius > 2) || !(is_tree || Py_IS_TYPE(args[1], layout.array_set)) ||
        SLOT(args[1], layout.set_kind) != layout.turtle_word)
        return NULL;
    PyObject *agents = agents_of(args[1]);
    if (agents == NULL || !((double)PyList_GET_SIZE(agents) <= FEW * radius * radius))
        return NULL;
    PyObject *shape = world_topology(quick->world);
    Found *found = shape == NULL ? NULL : PyMem_New(Found, PyList_GET_SIZE(agents) + 1);
    if (found == NULL)
        return NULL;
    Py_ssize_t count = find(found, agents, shape, x, y, radius);
    PyObject *list = count < 0 ? NULL : in_order(found, count);
    PyMem_Free(found);
    return new_turtle_set(list);
}
