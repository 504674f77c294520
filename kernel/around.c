/* `neighbors` and `neighbors4`; the twin of `Topology.patches_around` of netlogo/runtime/space/topology.py.
 *
 * No patch keeps its neighbours. What would cost most is making sets and lists and throwing them away; so the world's
 * shape keeps some sets that were given out, and those that nobody else has any more are filled anew.
 */
#include "kernel.h"

#define SPARE 4 /* sets that are kept */

static const int steps[8][2] = { /* columns to the right and rows down: NetLogo's order */
    {0, -1}, {1, 0}, {0, 1}, {-1, 0}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};

/* A place in a row or column of that size, which may wrap; -1: beyond the edge. */
static Py_ssize_t inside(Py_ssize_t place, Py_ssize_t size, int wraps)
{
    if (place >= 0 && place < size)
        return place;
    return !wraps ? -1 : place < 0 ? size - 1 : 0;
}

/* Numbers of the patches one step away, without repeats and the patch itself. */
static Py_ssize_t find(PyObject *shape, Py_ssize_t number, int count, Py_ssize_t *found)
{
    Py_ssize_t width = (Py_ssize_t)shape_of(shape, layout.width), height = (Py_ssize_t)shape_of(shape, layout.height);
    int wrap_x = SLOT(shape, layout.wrap_x) == Py_True, wrap_y = SLOT(shape, layout.wrap_y) == Py_True;
    Py_ssize_t column = number % width, row = number / width, size = 0;
    if (column > 0 && column < width - 1 && row > 0 && row < height - 1) {
        for (int i = 0; i < count; i++)
            found[i] = number + steps[i][1] * width + steps[i][0];
        return count;
    }
    for (int i = 0; i < count; i++) {
        Py_ssize_t c = inside(column + steps[i][0], width, wrap_x), r = inside(row + steps[i][1], height, wrap_y);
        if (c < 0 || r < 0 || r * width + c == number)
            continue;
        Py_ssize_t j = width < 3 || height < 3 ? 0 : size; /* elsewhere nothing comes twice */
        while (j < size && found[j] != r * width + c)
            j++;
        if (j == size)
            found[size++] = r * width + c;
    }
    return size;
}

/* A set with a list of that size which nobody else has; a new reference. */
static PyObject *set_to_fill(PyObject *shape, Py_ssize_t size)
{
    static Py_ssize_t turn;
    PyObject *spare = SLOT(shape, layout.spare);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(spare); i++) {
        PyObject *set = PyList_GET_ITEM(spare, i), *items = SLOT(set, layout.patch_set_items);
        if (Py_REFCNT(set) == 1 && Py_REFCNT(items) == 1 && PyList_GET_SIZE(items) == size)
            return Py_NewRef(set);
    }
    PyObject *set = new_patch_set(PyList_New(size));
    int failed = set == NULL;
    if (!failed && PyList_GET_SIZE(spare) < SPARE)
        failed = PyList_Append(spare, set) < 0;
    else if (!failed)
        failed = PyList_SetItem(spare, turn++ % SPARE, Py_NewRef(set)) < 0;
    if (failed)
        Py_CLEAR(set);
    return set;
}

Py_ssize_t numbers_around(PyObject *shape, PyObject *patch, int count, Py_ssize_t *found)
{
    PyObject *grid = SLOT(shape, layout.grid), *number = SLOT(patch, layout.patch_id);
    Py_ssize_t here = PyLong_Check(number) ? PyLong_AsSsize_t(number) : -1;
    if (!PyList_CheckExact(grid) || here < 0 || here >= PyList_GET_SIZE(grid) || PyList_GET_ITEM(grid, here) != patch)
        return -1; /* a patch of a world that was resized */
    return find(shape, here, count, found);
}

PyObject *patches_around(PyObject *shape, PyObject *patch, int count)
{
    PyObject *grid = SLOT(shape, layout.grid);
    Py_ssize_t found[8], size = numbers_around(shape, patch, count, found);
    PyObject *set = size < 0 ? NULL : set_to_fill(shape, size);
    if (set == NULL)
        return NULL;
    PyObject **items = PySequence_Fast_ITEMS(SLOT(set, layout.patch_set_items));
    for (Py_ssize_t i = 0; i < size; i++)
        Py_XSETREF(items[i], Py_NewRef(PyList_GET_ITEM(grid, found[i])));
    return set;
}
